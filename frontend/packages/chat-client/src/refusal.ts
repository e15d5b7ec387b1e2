import { ChatError } from './api'
import { isObject } from './wire/check'
import type { ErrorCode } from './wire/types'

/** What a call of the REST interface that was refused means. `answer` is its body, already parsed. */
export function refusal(status: number, answer: unknown): ChatError {
  const problem = isObject(answer) ? answer : {}
  const detail = typeof problem.detail === 'string' ? problem.detail : `HTTP ${status}`
  if (typeof problem.code === 'string') return new ChatError(problem.code as ErrorCode, detail)
  if (status === 413) return new ChatError('too_large', detail) // a proxy before the desk
  return new ChatError(status >= 500 || status === 429 ? 'unavailable' : 'bad_request', detail)
}
