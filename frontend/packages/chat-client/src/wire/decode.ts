import { anyOf, count, either, flag, instant, isObject, list, maybe, oneOf, shape, text } from './check'
import type { Check } from './check'
import type { ServerFrame } from './frames'
import type { Attachment, Card, Message } from './types'

const sender = shape({ role: oneOf('customer', 'agent', 'bot', 'system'), id: text, name: text })
const agentRef = shape({ id: text, name: text })
const attachment = shape({
  id: text, name: maybe(text), mime: maybe(text), size: maybe(count), url: maybe(text), thumbnail_url: maybe(text),
  width: maybe(count), height: maybe(count), duration_ms: maybe(count),
})
const card = shape({
  title: text, image_url: maybe(text), price: maybe(text), url: maybe(text),
})

/** Checks a message, as frames and REST answers hold it. */
export const checkMessage: Check = shape({
  id: text, conversation_id: text, openid: text, seq: count, client_id: text, sender,
  kind: oneOf('text', 'image', 'file', 'voice', 'video', 'card'), text: maybe(text), attachment: maybe(anyOf(attachment, card)),
  created_at: instant, read_at: maybe(instant), recalled_at: maybe(instant),
})

/** Checks an upload's answer. */
export const checkAttachment: Check = attachment

const stands = { id: text, conversation_id: text, after_seq: count, rev: count, agent: maybe(agentRef), created_at: instant }

/** Checks an internal note. */
export const checkNote: Check = shape({ ...stands, text, client_id: maybe(text), mentions: maybe(list(text)) })

/** Checks an event. */
export const checkEvent: Check = shape({ ...stands, kind: text, data: maybe(isAnObject) })

const activity: Check = v => (isObject(v) && v.type === 'note' ? checkNote(v) : checkEvent(v))

const page = shape({ url: text, title: text, since: instant })

/** Checks a conversation's summary. */
export const checkConversation: Check = shape({
  id: text,
  customer: shape({ openid: text, name: text, avatar_url: maybe(text), channel: text, online: maybe(flag), page: maybe(page) }),
  status: oneOf('open', 'pending', 'resolved'), assignee: maybe(agentRef), tags: maybe(list(text)), priority: text,
  last_seq: count, rev: count, last_message: maybe(checkMessage), unread: count, waiting_since: maybe(instant),
  created_at: instant, updated_at: instant,
})

const readSeq = shape({ customer: count, desk: count })

const marks = {
  conversations: maybe(list(shape({ id: text, rev: count, unread: count }))), rev: maybe(count), unread: maybe(count),
}

const FRAMES: Readonly<Record<ServerFrame['type'], Check>> = {
  'welcome': shape({
    session_id: text, me: shape({ role: text, id: text, name: text }), server_time: instant,
    conversation: maybe(shape({ id: text, last_seq: count, rev: count, unread: count, status: text, read_seq: maybe(readSeq) })),
    unread_total: maybe(count), cursor: maybe(text),
    limits: shape({ max_frame_bytes: count, max_text_chars: count, frames_per_second: anyNumber, max_upload_bytes: count, upload_types: list(text) }),
  }),
  'ack': shape({ id: either, message: maybe(checkMessage), note: maybe(checkNote) }),
  'error': shape({ id: maybe(either), code: text, detail: maybe(text), retry_after_ms: maybe(count) }),
  'message': shape({ message: checkMessage, ...marks }),
  'messages': shape({ messages: list(checkMessage), ...marks }),
  'message.updated': shape({ message: checkMessage }),
  'note': shape({ note: checkNote }),
  'event': shape({ event: checkEvent }),
  'receipt': shape({ conversation_id: text, reader: oneOf('customer', 'desk'), seq: count, read_at: instant }),
  'typing': shape({ conversation_id: text, who: shape({ role: text, name: text, id: maybe(text) }) }),
  'unread': shape({ conversation_id: maybe(text), unread: count, rev: count, unread_total: maybe(count) }),
  'conversation': shape({ conversation: checkConversation }),
  'presence': shape({
    available: maybe(flag), opens_at: maybe(instant), conversation_id: maybe(text), online: maybe(flag), page: maybe(page),
    agent: maybe(anyOf(text, agentRef)), status: maybe(text),
  }),
  'present': shape({ id: either, customers: list(shape({ conversation_id: text, page: maybe(page) })), answered: count, has_more: flag }),
  'synced': shape({
    id: either, conversation_id: text, messages: list(checkMessage), has_more: flag, rev: count,
    read_seq: readSeq, unread: maybe(count), updated: maybe(list(checkMessage)), activity: maybe(list(activity)),
  }),
  'changed': shape({ id: either, conversations: list(checkConversation), cursor: text, has_more: flag }),
  'resync': () => null,
  'announcement': shape({ id: text, text, created_at: instant }),
  'viewing': shape({ conversation_id: text, agents: list(agentRef) }),
  'pong': shape({ id: maybe(either), server_time: instant, last_seq: maybe(count), rev: maybe(count), cursor: maybe(text), unread_total: maybe(count) }),
}

export type Decoded =
  | { frame: ServerFrame }
  /** A type that this client does not know: a newer server's. To be ignored. */
  | { unknown: string }
  /** Not what the contract says. `bad` tells where, without the content. */
  | { bad: string }

/** Reads one text frame from the desk. Never throws. */
export function decodeServerFrame(data: string): Decoded {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return { bad: 'not JSON' }
  }
  if (!isObject(value) || typeof value.type !== 'string') return { bad: 'no object with a type' }
  if (!Object.prototype.hasOwnProperty.call(FRAMES, value.type)) return { unknown: value.type }
  const wrong = FRAMES[value.type as ServerFrame['type']](value)
  return wrong === null ? { frame: value as unknown as ServerFrame } : { bad: `${value.type}: ${wrong}` }
}

/** Is this value a message? For answers that come another way than the socket. */
export function isMessage(value: unknown): value is Message {
  return checkMessage(value) === null
}

/** Is it an upload, not a card? */
export function isUpload(value: Attachment | Card | null | undefined): value is Attachment {
  return value != null && attachment(value) === null
}

/** Is it a card? */
export function isCard(value: Attachment | Card | null | undefined): value is Card {
  return value != null && attachment(value) !== null && card(value) === null
}

function isAnObject(value: unknown): string | null {
  return isObject(value) ? null : 'not an object'
}

function anyNumber(value: unknown): string | null {
  return typeof value === 'number' && value >= 0 ? null : 'not a number'
}
