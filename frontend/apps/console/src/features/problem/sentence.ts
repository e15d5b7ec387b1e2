import { Problem } from '@kefu/api'

const codes = new Set([
  'bad_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'rate_limited',
  'blocked',
  'unavailable',
  'internal',
])

/** The key of the sentence that tells an agent what went wrong with a call. */
export function problemSentence(error: unknown): string {
  if (!(error instanceof Problem)) return 'problem.internal'
  if (error.status === 0) return 'problem.unreachable'
  return codeSentence(error.code)
}

/** The same for the code of an `error` frame. */
export function codeSentence(code: string): string {
  return codes.has(code) ? `problem.${code}` : 'problem.internal'
}
