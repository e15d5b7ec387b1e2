import type { Host, SocketEvents } from '@kefu/chat-client'
import { socketUrl, webHost } from '@kefu/chat-client/web'
import type { Identity } from '../loader/messages'
import { FIRST_PAGE, askHistory } from './history'
import type { SessionKeeper } from './session'

/** What was begun on the network while the chat's own code was still on its way. Each thing is taken once. */
export interface Early {
  /** The browser; the first socket that is asked of it may have been opened before. */
  host: Host
  /** The newest page, as JSON, if it was asked for and is what the first socket's welcome spoke of; otherwise null. */
  page(): Promise<unknown>
}

/**
 * Signs in, dials, and asks for the newest page, all at once: a slow network answers while a slow processor still reads the
 * code. What fails here says nothing: the client does it again, and knows what to say.
 */
export function early(keeper: SessionKeeper, identity: Identity | null): Early {
  const browser = webHost()
  const returning = keeper.sessionOf(identity) !== null
  let dialled: Dialled | null = null
  let page: Promise<Page | null> | null = null
  keeper.enter(identity).then(({ token }) => {
    if (returning) page = askHistory(token, { limit: FIRST_PAGE }).then(answer => (answer.ok ? answer.json() as Promise<Page> : null)).catch(() => null)
    dialled = dial(browser, `${socketUrl()}?token=${encodeURIComponent(token)}`)
  }, () => {})
  let rev: () => number | null = () => null
  return {
    host: {
      ...browser,
      openSocket(url, protocol, events) {
        const mine = dialled
        dialled = null
        if (mine?.url === url) {
          ({ rev } = mine)
          return mine.take(events)
        }
        mine?.socket.close()
        return browser.openSocket(url, protocol, events)
      },
    },
    async page() {
      const asked = page
      page = null
      const got = await asked
      // What changed in between would be missing, and no sync would bring it.
      return got !== null && got.rev === rev() ? got.items : null
    },
  }
}

interface Page {
  items: unknown
  /** All changes of the conversation up to this are in it. */
  rev: number
}

interface Dialled {
  url: string
  socket: ReturnType<Host['openSocket']>
  /** The conversation's, as the welcome told it. */
  rev(): number | null
  /** Tells what happened so far, and from then on what happens. */
  take(events: SocketEvents): Dialled['socket']
}

function dial(browser: Host, url: string): Dialled {
  const missed: ((to: SocketEvents) => void)[] = []
  let to: SocketEvents | null = null
  let welcome = ''
  const tell = (what: (to: SocketEvents) => void) => {
    if (to === null) missed.push(what)
    else what(to)
  }
  const socket = browser.openSocket(url, 'kefu.v1', {
    open: () => tell(events => events.open()),
    text: (data) => {
      welcome ||= data
      tell(events => events.text(data))
    },
    close: (code, reason) => tell(events => events.close(code, reason)),
  })
  return {
    url,
    socket,
    rev: () => revOf(welcome),
    take(events) {
      to = events
      for (const what of missed) what(events)
      return socket
    },
  }
}

function revOf(welcome: string): number | null {
  try {
    return (JSON.parse(welcome) as { conversation?: { rev?: number } | null }).conversation?.rev ?? null
  } catch {
    return null
  }
}
