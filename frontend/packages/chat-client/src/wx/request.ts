import { ChatError } from '../api'
import { refusal } from '../refusal'

/** Milliseconds. wx's own limit is a minute, which is longer than anybody waits. */
const TIMEOUT = 15_000

export interface Call {
  method?: 'GET' | 'POST'
  /** An object, sent as JSON. */
  data?: object
  /** Goes along as the bearer. */
  token?: string | null
}

/**
 * A call of the desk's REST interface. `url` is complete. Rejects with a ChatError: with the desk's code when it
 * refused, with `unavailable` when it could not be reached.
 */
export function request(url: string, { method = 'GET', data, token }: Call = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    wx.request({
      url, method, timeout: TIMEOUT,
      header: token == null ? {} : { Authorization: `Bearer ${token}` },
      ...(data === undefined ? {} : { data }),
      success: ({ statusCode, data: answer }) => {
        if (statusCode < 300) resolve(answer)
        else reject(refusal(statusCode, answer))
      },
      fail: ({ errMsg }) => reject(new ChatError('unavailable', errMsg)),
    })
  })
}
