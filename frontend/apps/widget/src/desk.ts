import { ChatError, createChatClient, isMessage } from '@kefu/chat-client'
import type { ChatClient, History } from '@kefu/chat-client'
import { socketUrl, webHost, webUploader } from '@kefu/chat-client/web'
import type { Identity } from '../loader/messages'
import { LoginError } from './session'
import type { Session, SessionKeeper } from './session'

/** The customer's client: visitor's token, history and uploads by REST. `changed` is called when the desk says that this is another visitor now. */
export function customerClient(session: Session, keeper: SessionKeeper, identity: () => Identity | null, changed: () => void): ChatClient {
  return createChatClient({
    host: webHost(),
    url: socketUrl(),
    role: 'customer',
    identity: session.openid,
    auth: {
      token: () => keeper.token,
      async renew() {
        try {
          const now = await keeper.renew(identity())
          if (now.openid === session.openid) return 'retry'
          changed()
          return 'signed_out'
        } catch (error) {
          if (error instanceof LoginError && (error.status === 401 || error.status === 403)) return 'signed_out'
          throw error
        }
      },
    },
    upload: webUploader('/api/v1/uploads', () => keeper.token),
    history: history(() => keeper.token),
    cache: true,
  })
}

function history(token: () => string | null): History {
  return async (_conversationId, { beforeSeq, limit }) => {
    const query = new URLSearchParams({ limit: String(limit) })
    if (beforeSeq !== undefined) query.set('before_seq', String(beforeSeq))
    const answer = await fetch(`/api/v1/my/messages?${query.toString()}`, {
      headers: { Authorization: `Bearer ${token() ?? ''}` }, credentials: 'omit', signal: AbortSignal.timeout(15_000),
    }).catch(() => {
      throw new ChatError('unavailable', 'the network failed')
    })
    if (!answer.ok) throw new ChatError('unavailable', `HTTP ${answer.status}`)
    const { items } = await answer.json() as { items: unknown }
    if (!Array.isArray(items) || !items.every(isMessage)) throw new ChatError('internal', 'the history is not what it should be')
    return items
  }
}
