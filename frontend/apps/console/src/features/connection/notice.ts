import type { ConnectionState } from '@kefu/chat-client'
import { countdown } from '../time/span'

export type ConnectionNotice = { kind: 'waiting'; countdown: string } | { kind: 'connecting' } | { kind: 'replaced' }

/** An attempt shorter than this is nobody's business: it would only make the page jump. */
const patience = 1500

/** What an agent must know of the connection now; null if nothing. */
export function connectionNotice(state: ConnectionState, now: number): ConnectionNotice | null {
  switch (state.name) {
    case 'waiting':
      return { kind: 'waiting', countdown: countdown(state.retryAt - now) }
    case 'connecting':
      return state.attempt > 0 || now - state.since > patience ? { kind: 'connecting' } : null
    case 'replaced':
      return { kind: 'replaced' }
    default:
      return null
  }
}
