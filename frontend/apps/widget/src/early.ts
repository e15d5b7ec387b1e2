import type { Host, SocketEvents } from '@kefu/chat-client'
import { socketUrl, webHost } from '@kefu/chat-client/web'
import type { Identity } from '../loader/messages'
import { FIRST_PAGE, askHistory } from './history'
import type { SessionKeeper } from './session'

/** What was begun on the network while the chat's own code was still on its way. Each thing is taken once. */
export interface Early {
  /** The browser; the first socket that is asked of it may have been opened before. */
  host: Host
  /** The newest page, asked for as soon as the desk had said that there is one; null if it was not. */
  page(): Promise<Response> | null
}

/**
 * Signs in, dials, and asks for the newest page: a slow network answers all this by the time that the code can use it.
 * What fails here says nothing: the client does it again, and knows what to say.
 */
export function early(keeper: SessionKeeper, identity: Identity | null): Early {
  const browser = webHost()
  let dialled: Dialled | null = null
  let page: Promise<Response> | null = null
  keeper.enter(identity).then(({ token }) => {
    dialled = dial(browser, `${socketUrl()}?token=${encodeURIComponent(token)}`, (welcome) => {
      // Asked after the welcome, it is no older than what that says.
      if (lastSeq(welcome) > 0) page = askHistory(token, { limit: FIRST_PAGE })
      page?.catch(() => {})
    })
  }, () => {})
  return {
    host: {
      ...browser,
      openSocket(url, protocol, events) {
        const mine = dialled
        dialled = null
        if (mine?.url === url) return mine.take(events)
        mine?.socket.close()
        return browser.openSocket(url, protocol, events)
      },
    },
    page() {
      const asked = page
      page = null
      return asked
    },
  }
}

interface Dialled {
  url: string
  socket: ReturnType<Host['openSocket']>
  /** Tells what happened so far, and from then on what happens. */
  take(events: SocketEvents): Dialled['socket']
}

function dial(browser: Host, url: string, welcomed: (frame: string) => void): Dialled {
  const missed: ((to: SocketEvents) => void)[] = []
  let to: SocketEvents | null = null
  let first = true
  const tell = (what: (to: SocketEvents) => void) => {
    if (to === null) missed.push(what)
    else what(to)
  }
  const socket = browser.openSocket(url, 'kefu.v1', {
    open: () => tell(events => events.open()),
    text: (data) => {
      if (first) welcomed(data)
      first = false
      tell(events => events.text(data))
    },
    close: (code, reason) => tell(events => events.close(code, reason)),
  })
  return {
    url,
    socket,
    take(events) {
      to = events
      for (const what of missed) what(events)
      return socket
    },
  }
}

function lastSeq(welcome: string): number {
  try {
    return (JSON.parse(welcome) as { conversation?: { last_seq?: number } | null }).conversation?.last_seq ?? 0
  } catch {
    return 0
  }
}
