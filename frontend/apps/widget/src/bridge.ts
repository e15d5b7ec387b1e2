import type { Card } from '@kefu/chat-client'
import { isOurs } from '../loader/messages'
import type { Identity, ToChat, ToPage } from '../loader/messages'

/** How the shop's page that carries this frame stands. */
export interface PageState {
  /** The panel is open. */
  open: boolean
  /** The shop's page, this frame included, has the focus; null when nobody said. */
  focused: boolean | null
  /** Who the shop says that the customer is. */
  identity: Identity | null
  /** What the customer looks at in the shop, to be sent if they like; a new object for each call. */
  card: Card | null
  /** Which page of the shop the customer is on. */
  page: ShopPage | null
}

export interface ShopPage {
  url: string
  title: string
}

/** The way to that page. Standing alone, it says what is true of a page alone. Small: it loads before the chat does. */
export interface Bridge {
  /** A new object after every change. */
  readonly state: PageState
  subscribe(listener: () => void): void
  tell(message: ToPage): void
  /** Resolves when the page has answered; at once where there is none. */
  hello: Promise<void>
}

/** An old loader that does not answer must not keep the chat from opening. */
const PATIENCE = 3_000

export function bridge(parentOrigin: string | null): Bridge {
  const listeners: (() => void)[] = []
  const way = {
    state: { open: parentOrigin === null, focused: null, identity: null, card: null, page: null } as PageState,
    subscribe: (listener: () => void) => void listeners.push(listener),
    tell: (_message: ToPage) => {},
    hello: Promise.resolve(),
  }
  if (parentOrigin === null) return way

  function change(to: Partial<PageState>): void {
    way.state = { ...way.state, ...to }
    for (const listener of listeners) listener()
  }

  way.tell = message => parent.postMessage(message, parentOrigin)
  way.hello = new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE)
    addEventListener('message', (event) => {
      if (event.source !== parent || event.origin !== parentOrigin || !isOurs(event.data)) return
      const message = event.data as ToChat
      switch (message.kefu) {
        case 'hello':
          change({ open: message.open, focused: message.focused, identity: identityOf(message.identity) })
          return resolve()
        case 'open':
          return change({ open: message.open })
        case 'focus':
          return change({ focused: message.focused })
        case 'identity':
          return change({ identity: identityOf(message.identity) })
        case 'card':
          return change({ card: cardOf(message.card) })
        case 'page':
          return change({ page: pageOf(message) })
      }
    })
  })
  way.tell({ kefu: 'ready' })
  return way
}

function identityOf(value: Identity | null): Identity | null {
  if (value === null || typeof value !== 'object' || typeof value.external_id !== 'string' || typeof value.signature !== 'string') return null
  const name = typeof value.name === 'string' ? { name: value.name } : {}
  return { external_id: value.external_id, signature: value.signature, ...name }
}

/** What the desk takes of a card; null when it has no title. */
function cardOf(value: unknown): Card | null {
  if (typeof value !== 'object' || value === null) return null
  const { title, image_url, price, url, fields } = value as Record<string, unknown>
  if (typeof title !== 'string' || title.trim() === '') return null
  return { title, image_url: https(image_url), price: text(price), url: https(url), ...(typeof fields === 'object' && fields !== null ? { fields } : {}) }
}

function pageOf({ url, title }: { url: unknown, title: unknown }): ShopPage | null {
  return typeof url === 'string' && typeof title === 'string' ? { url, title } : null
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The desk refuses other addresses; a card without one is better than none. */
function https(value: unknown): string | undefined {
  return /^https:\/\//i.test(text(value) ?? '') ? text(value) : undefined
}
