import { ChatError, createChatClient, isMessage } from '@kefu/chat-client'
import type { ChatClient, History } from '@kefu/chat-client'
import { socketUrl, webHost, webUploader } from '@kefu/chat-client/web'
import type { Identity } from '../loader/messages'
import { LoginError } from './session'
import type { Session, SessionKeeper } from './session'

/**
 * The customer's client: it logs the visitor in by itself, as soon as there is a network; history and uploads by REST.
 * `changed` is called when the desk says that this is another visitor now.
 */
export function customerClient(keeper: SessionKeeper, identity: Identity | null, changed: () => void): ChatClient {
  const entered = async (login: Promise<Session>): Promise<string> => {
    const { openid, token } = await login.catch((error: unknown) => {
      if (error instanceof LoginError && (error.status === 401 || error.status === 403)) throw new ChatError('forbidden', error.message)
      throw error
    })
    if (client.identity === null || client.identity === openid) return token
    changed()
    throw new ChatError('forbidden', 'this is another visitor now')
  }
  const client: ChatClient = createChatClient({
    host: webHost(),
    url: socketUrl(),
    role: 'customer',
    identity: keeper.openidOf(identity),
    expected: identity?.external_id ?? '',
    auth: {
      token: () => entered(keeper.enter(identity)),
      async renew() {
        await entered(keeper.renew(identity))
        return 'retry'
      },
    },
    upload: webUploader('/api/v1/uploads', () => keeper.token),
    history: history(() => keeper.token),
    cache: true,
  })
  return client
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
