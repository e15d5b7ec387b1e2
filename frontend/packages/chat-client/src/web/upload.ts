import { ChatError } from '../api'
import type { Uploader } from '../api'
import { refusal } from '../refusal'
import { checkAttachment } from '../wire/decode'
import type { Attachment } from '../wire/types'

/**
 * Uploads by `POST /uploads`. `url` is that call's address; `token` the credential at that moment, null where the cookie
 * authenticates. XMLHttpRequest, because fetch tells no progress of an upload.
 */
export function webUploader(url: string, token: () => string | null): Uploader {
  return (file, progress) => {
    const request = new XMLHttpRequest()
    const done = new Promise<Attachment>((resolve, reject) => {
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) progress(event.loaded / event.total)
      }
      request.onload = () => {
        const answer = parse(request.responseText)
        if (request.status < 300 && checkAttachment(answer) === null) resolve(answer as Attachment)
        else reject(refusal(request.status, answer))
      }
      request.onerror = () => reject(new ChatError('unavailable', 'the network failed'))
      request.onabort = () => reject(new ChatError('conflict', 'aborted'))
      const form = new FormData()
      form.append('file', file.body as Blob, file.name)
      request.open('POST', url)
      const credential = token()
      if (credential !== null) request.setRequestHeader('Authorization', `Bearer ${credential}`)
      request.send(form)
    })
    return { done, abort: () => request.abort() }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
