/**
 * The nouns of the wire contract (server/wire/protocol.md), as they stand in JSON.
 * Fields that a newer server adds are ignored; fields marked optional may be missing or null.
 */

/** Who wrote a message. Agent, bot and system are one side: the desk. */
export type SenderRole = 'customer' | 'agent' | 'bot' | 'system'

/** The two readers of a conversation. */
export type Side = 'customer' | 'desk'

export type MessageKind = 'text' | 'image' | 'file' | 'voice' | 'video' | 'card'

export type ConversationStatus = 'open' | 'pending' | 'resolved'

/** Error codes of the contract. A newer server may send others: treat them as `internal`. */
export type ErrorCode =
  | 'bad_request' | 'unknown_type' | 'unauthorized' | 'forbidden' | 'not_found' | 'conflict'
  | 'too_large' | 'rate_limited' | 'blocked' | 'unavailable' | 'internal'

export interface Sender {
  role: SenderRole
  id: string
  name: string
}

/** What an upload answered. `url` and `thumbnail_url` are relative, signed and good for a day. */
export interface Attachment {
  id: string
  name?: string | null
  mime?: string | null
  /** Bytes. */
  size?: number | null
  url?: string | null
  thumbnail_url?: string | null
  /** Pixels; pictures and videos only. */
  width?: number | null
  height?: number | null
  duration_ms?: number | null
}

/** A product or an order, made by the client: texts and https links only. */
export interface Card {
  title: string
  image_url?: string | null
  price?: string | null
  url?: string | null
  /** Further texts: an object of them, or a list of such objects. Read them with `cardFields`. */
  fields?: unknown
}

export interface Message {
  /** `<conversation_id>-<seq>`. */
  id: string
  conversation_id: string
  openid: string
  /** 1, 2, 3 … without gaps, in the order of commit. */
  seq: number
  client_id: string
  sender: Sender
  kind: MessageKind
  /** Null when the message has none, or was recalled. */
  text?: string | null
  /** An Attachment, or for kind `card` a Card. */
  attachment?: Attachment | Card | null
  /** RFC 3339, UTC, milliseconds, like every time on the wire. */
  created_at: string
  read_at?: string | null
  recalled_at?: string | null
}

export interface AgentRef {
  id: string
  name: string
}

/** An internal note. It has no seq but stands after one. */
export interface Note {
  id: string
  conversation_id: string
  after_seq: number
  rev: number
  agent?: AgentRef | null
  client_id?: string | null
  text: string
  mentions?: readonly string[] | null
  created_at: string
}

/** What happened to a conversation: assigned, resolved, tagged … Agents only. */
export interface ConversationEvent {
  id: string
  conversation_id: string
  after_seq: number
  rev: number
  agent?: AgentRef | null
  kind: string
  data?: Record<string, unknown> | null
  created_at: string
}

export interface CustomerRef {
  openid: string
  name: string
  avatar_url?: string | null
  channel: string
  online?: boolean
  /** The desk takes no messages from them. */
  blocked?: boolean
  /** Where a web visitor is now; only while online. */
  page?: VisitorPage | null
}

/**
 * Where a web visitor is on the shop's site. The visitor's browser said so: never make a link of `url` without looking at
 * its scheme, and show both as text.
 */
export interface VisitorPage {
  /** http or https. */
  url: string
  title: string
  since: string
}

/** A conversation's summary, for agents. */
export interface Conversation {
  id: string
  customer: CustomerRef
  status: ConversationStatus
  assignee?: AgentRef | null
  tags?: readonly string[] | null
  priority: string
  last_seq: number
  /** The revision: whoever holds a higher one ignores a lower one. */
  rev: number
  last_message?: Message | null
  /** The customer's messages that the desk has not read. Exact. */
  unread: number
  /** Since when the customer waits for an answer; null if nobody waits. */
  waiting_since?: string | null
  created_at: string
  updated_at: string
}

export interface Me {
  role: string
  id: string
  name: string
}

export interface Limits {
  max_frame_bytes: number
  /** Code points. */
  max_text_chars: number
  frames_per_second: number
  max_upload_bytes: number
  /** Media types, e.g. `image/png`. */
  upload_types: readonly string[]
}

export interface Announcement {
  id: string
  text: string
  created_at: string
}

export interface ReadSeq {
  customer: number
  desk: number
}

/** The side that a sender's messages come from. */
export function sideOf(role: SenderRole): Side {
  return role === 'customer' ? 'customer' : 'desk'
}

/** A card's further texts as pairs of name and value, in order. */
export function cardFields(card: Card): readonly (readonly [string, string])[] {
  const objects: unknown[] = Array.isArray(card.fields) ? card.fields : [card.fields]
  return objects.flatMap(fields => (typeof fields === 'object' && fields !== null ? Object.entries(fields) : []))
    .filter((pair): pair is [string, string] => typeof pair[1] === 'string')
}
