import { ChatError, createCustomerClient, isMessage } from '@kefu/chat-client'
import type { ChatClient, History, Uploader } from '@kefu/chat-client'
import { socketUrl } from '@kefu/chat-client/web'
import type { Identity } from '../loader/messages'
import type { Early } from './early'
import { FIRST_PAGE, askHistory } from './history'
import { LoginError } from './session'
import type { Session, SessionKeeper } from './session'

/**
 * The customer's client: it logs the visitor in by itself, as soon as there is a network; history and uploads by REST.
 * `changed` is called when the desk says, or another tab has made, that this is another visitor now.
 */
export function customerClient(keeper: SessionKeeper, identity: Identity | null, early: Early, changed: () => void): ChatClient {
  const entered = async (login: Promise<Session>): Promise<string> => {
    const { openid, token } = await login.catch((error: unknown) => {
      if (error instanceof LoginError && (error.status === 401 || error.status === 403)) throw new ChatError('forbidden', error.message)
      throw error
    })
    if (client.identity === null || client.identity === openid) return token
    changed()
    throw new ChatError('forbidden', 'this is another visitor now')
  }
  const client: ChatClient = createCustomerClient({
    host: early.host,
    url: socketUrl(),
    identity: keeper.sessionOf(identity)?.openid ?? null,
    expected: identity?.external_id ?? '',
    auth: {
      token: () => entered(keeper.enter(identity)),
      async renew() {
        await entered(keeper.renew(identity))
        return 'retry'
      },
    },
    upload: uploader(() => keeper.token),
    history: history(() => keeper.token ?? '', early),
    cache: true,
    timing: { pageSize: FIRST_PAGE },
  })
  return client
}

/** Its code comes with the rest that nobody needs at first. */
function uploader(token: () => string | null): Uploader {
  return (file, progress) => {
    let abort: (() => void) | null = null
    let aborted = false
    const done = import('./extras').catch(() => {
      throw new ChatError('unavailable', 'the network failed')
    }).then(({ webUploader }) => {
      if (aborted) throw new ChatError('conflict', 'aborted')
      const begun = webUploader('/api/v1/uploads', token)(file, progress)
      abort = begun.abort
      return begun.done
    })
    return {
      done,
      abort() {
        aborted = true
        abort?.()
      },
    }
  }
}

function history(token: () => string, early: Early): History {
  return async (_conversationId, query) => {
    const items = (query.beforeSeq === undefined ? await early.page() : null) ?? await ask(token(), query)
    if (!Array.isArray(items) || !items.every(isMessage)) throw new ChatError('internal', 'the history is not what it should be')
    return items
  }
}

async function ask(token: string, query: Parameters<typeof askHistory>[1]): Promise<unknown> {
  const answer = await askHistory(token, query).catch(() => {
    throw new ChatError('unavailable', 'the network failed')
  })
  if (!answer.ok) throw new ChatError('unavailable', `HTTP ${answer.status}`)
  return (await answer.json() as { items: unknown }).items
}
