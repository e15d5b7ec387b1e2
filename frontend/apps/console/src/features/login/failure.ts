import { Problem } from '@kefu/api'
import { problemSentence } from '../problem/sentence'

/** The key of the sentence that tells an agent why a login failed. */
export function loginFailure(error: unknown): string {
  if (error instanceof Problem) {
    if (error.status === 0) return 'login.unreachable'
    if (error.code === 'unauthorized' || error.code === 'bad_request') return 'login.wrongKey'
    if (error.code === 'forbidden') return 'login.disabled'
  }
  return problemSentence(error)
}
