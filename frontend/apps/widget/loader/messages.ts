/**
 * What the shop's page and the chat's frame say to each other. Each side takes messages only from the window and the
 * origin that it expects.
 */
export type ToChat =
  /** Answers `ready`: how the page stands, and who the customer is, if the shop says so. */
  | { kefu: 'hello', open: boolean, focused: boolean, identity: Identity | null }
  /** The panel was opened or closed. */
  | { kefu: 'open', open: boolean }
  /** The page got or lost the focus; a frame itself can't tell. */
  | { kefu: 'focus', focused: boolean }
  | { kefu: 'identity', identity: Identity }
  /** What the customer looks at: they may send it. */
  | { kefu: 'card', card: unknown }
  /** Which page of the shop the customer is on; told once the chat was opened, and when it changes. */
  | { kefu: 'page', url: string, title: string }

export type ToPage =
  | { kefu: 'ready' }
  | { kefu: 'unread', count: number }
  /** The customer has a conversation: connect on the next page, too, so that the badge is true. */
  | { kefu: 'known' }
  | { kefu: 'close' }

/** A shop's own user, as its server signed it. */
export interface Identity {
  external_id: string
  /** Lower-case hex HMAC-SHA256 of external_id under the desk's identity secret. */
  signature: string
  name?: string
}

/** Is it a message of ours? */
export function isOurs(data: unknown): data is { kefu: string } {
  return typeof data === 'object' && data !== null && typeof (data as { kefu?: unknown }).kefu === 'string'
}
