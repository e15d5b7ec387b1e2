import type { ConnectionState } from '@kefu/chat-client'
import { countdown } from '../time/span'

/** `away`: for how long the connection has been gone; empty for the first one, which was never there. */
export type ConnectionNotice = { kind: 'waiting'; away: string; countdown: string } | { kind: 'connecting'; away: string } | { kind: 'replaced' }

/** An attempt shorter than this is nobody's business. */
const patience = 1500

/** What an agent must know of the connection now; null if nothing. `wasOpen`: there has been one. */
export function connectionNotice(state: ConnectionState, now: number, wasOpen: boolean): ConnectionNotice | null {
  const away = () => (wasOpen ? countdown(now - state.since) : '')
  switch (state.name) {
    case 'waiting':
      return now - state.since > patience ? { kind: 'waiting', away: away(), countdown: countdown(state.retryAt - now) } : null
    case 'connecting':
      return now - state.since > patience ? { kind: 'connecting', away: away() } : null
    case 'replaced':
      return { kind: 'replaced' }
    default:
      return null
  }
}
