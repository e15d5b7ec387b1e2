import { ChatError } from '../api'
import type { Uploader } from '../api'
import { checkAttachment } from '../wire/decode'
import { isObject } from '../wire/check'
import type { Attachment, ErrorCode } from '../wire/types'

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

function refusal(status: number, answer: unknown): ChatError {
  const problem = isObject(answer) ? answer : {}
  const detail = typeof problem.detail === 'string' ? problem.detail : `HTTP ${status}`
  if (typeof problem.code === 'string') return new ChatError(problem.code as ErrorCode, detail)
  if (status === 413) return new ChatError('too_large', detail) // a proxy before the desk
  return new ChatError(status >= 500 || status === 429 ? 'unavailable' : 'bad_request', detail)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
