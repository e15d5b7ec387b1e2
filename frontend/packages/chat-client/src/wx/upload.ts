import { ChatError } from '../api'
import type { Uploader } from '../api'
import { refusal } from '../refusal'
import { checkAttachment } from '../wire/decode'
import type { Attachment } from '../wire/types'

/**
 * Uploads by `POST /uploads`; `url` is that call's address. A file's `body` is the path that chooseMedia gave, which wx
 * keeps for as long as the app runs.
 */
export function wxUploader(url: string, token: () => string | null): Uploader {
  return (file, progress) => {
    let abort = () => {}
    const done = new Promise<Attachment>((resolve, reject) => {
      const task = wx.uploadFile({
        url, filePath: file.body as string, name: 'file', timeout: 120_000,
        header: { Authorization: `Bearer ${token() ?? ''}` },
        success({ statusCode, data }) {
          const answer = parse(data)
          if (statusCode < 300 && checkAttachment(answer) === null) resolve(answer as Attachment)
          else reject(refusal(statusCode, answer))
        },
        fail: ({ errMsg }) => reject(failure(errMsg)),
      })
      task.onProgressUpdate(({ progress: percent }) => progress(percent / 100))
      abort = () => task.abort()
    })
    return { done, abort: () => abort() }
  }
}

function failure(errMsg: string): ChatError {
  // The path is gone after a restart; trying again can't help.
  if (/abort/.test(errMsg)) return new ChatError('conflict', errMsg)
  if (/file not found|no such file|not exist/i.test(errMsg)) return new ChatError('not_found', errMsg)
  return new ChatError('unavailable', errMsg)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
