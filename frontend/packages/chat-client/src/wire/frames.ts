import type {
  AgentRef, Announcement, Attachment, Card, Conversation, ConversationEvent, ErrorCode, Limits, Me, Message, MessageKind, Note, ReadSeq, Side, VisitorPage,
} from './types'

/** The websocket subprotocol of this dialect. */
export const SUBPROTOCOL = 'kefu.v1'

/** Echoed in the answer. This client uses numbers. */
export type RequestId = number | string

export type ClientFrame =
  | SendFrame
  | { type: 'message.read', id: RequestId, conversation_id?: string, seq: number }
  | { type: 'message.recall', id: RequestId, message_id: string }
  | { type: 'note.send', id: RequestId, client_id: string, conversation_id: string, text: string, mentions?: readonly string[] }
  | { type: 'typing', conversation_id?: string, internal?: boolean }
  | { type: 'sync', id: RequestId, conversation_id?: string, after_seq: number, after_rev?: number, limit?: number }
  | { type: 'changes', id: RequestId, cursor?: string, limit?: number }
  | { type: 'viewing', conversation_id?: string }
  | { type: 'presence', id: RequestId, conversation_ids: readonly string[] }
  | PageFrame
  | { type: 'ping', id: RequestId }

/** Where the customer is on the shop's site: http or https of at most 2,000 bytes, a title of at most 200 characters. No answer. */
export interface PageFrame { type: 'page', url: string, title?: string }

export interface SendFrame {
  type: 'message.send'
  id: RequestId
  client_id: string
  conversation_id?: string
  openid?: string
  kind: MessageKind
  text?: string
  /** `{id}` of an upload, or a whole card. */
  attachment?: Pick<Attachment, 'id'> | Card
}

/** The customer's conversation as `welcome` tells it. */
export interface OwnConversation {
  id: string
  last_seq: number
  rev: number
  unread: number
  status: string
  read_seq?: ReadSeq | null
}

export interface WelcomeFrame {
  type: 'welcome'
  session_id: string
  me: Me
  server_time: string
  conversation?: OwnConversation | null
  unread_total?: number | null
  cursor?: string | null
  limits: Limits
}

/** With `rev` a customer's own message is told by the ack alone. */
export interface AckFrame { type: 'ack', id: RequestId, message?: Message | null, note?: Note | null, rev?: number | null }

export interface ErrorFrame { type: 'error', id?: RequestId | null, code: ErrorCode, detail?: string | null, retry_after_ms?: number | null }

/** What a message frame says of the conversations it touched. */
export interface ConversationMark { id: string, rev: number, unread: number }

/** Agents get `conversations`, customers `rev` and `unread`. */
export interface MessageMarks {
  conversations?: readonly ConversationMark[] | null
  rev?: number | null
  unread?: number | null
}

export interface SyncedFrame {
  type: 'synced'
  id: RequestId
  conversation_id: string
  messages: readonly Message[]
  has_more: boolean
  rev: number
  read_seq: ReadSeq
  unread?: number | null
  updated?: readonly Message[] | null
  activity?: readonly Activity[] | null
}

/** An entry of a list of notes and events. */
export type Activity = (Note & { type: 'note' }) | (ConversationEvent & { type: 'event' })

export interface ChangedFrame {
  type: 'changed'
  id: RequestId
  conversations: readonly Conversation[]
  cursor: string
  has_more: boolean
}

export interface PongFrame {
  type: 'pong'
  id?: RequestId | null
  server_time: string
  last_seq?: number | null
  rev?: number | null
  cursor?: string | null
  unread_total?: number | null
}

export interface PresenceFrame {
  type: 'presence'
  available?: boolean | null
  opens_at?: string | null
  conversation_id?: string | null
  online?: boolean | null
  /** With `online`: where the customer is now. */
  page?: VisitorPage | null
  /** The agent's id, or the agent. */
  agent?: string | AgentRef | null
  status?: string | null
}

/** Who is online, of the first `answered` conversations that were asked of. With `has_more` there was no room for the others. */
export interface PresentFrame {
  type: 'present'
  id: RequestId
  customers: readonly { conversation_id: string, page?: VisitorPage | null }[]
  answered: number
  has_more: boolean
}

export interface UnreadFrame {
  type: 'unread'
  conversation_id?: string | null
  unread: number
  rev: number
  unread_total?: number | null
}

export type ServerFrame =
  | WelcomeFrame
  | AckFrame
  | ErrorFrame
  | ({ type: 'message', message: Message } & MessageMarks)
  | ({ type: 'messages', messages: readonly Message[] } & MessageMarks)
  | { type: 'message.updated', message: Message }
  | { type: 'note', note: Note }
  | { type: 'event', event: ConversationEvent }
  | { type: 'receipt', conversation_id: string, reader: Side, seq: number, read_at: string }
  | { type: 'typing', conversation_id: string, who: { role: string, name: string, id?: string | null } }
  | UnreadFrame
  | { type: 'conversation', conversation: Conversation }
  | PresenceFrame
  | PresentFrame
  | SyncedFrame
  | ChangedFrame
  | { type: 'resync' }
  | ({ type: 'announcement' } & Announcement)
  | { type: 'viewing', conversation_id: string, agents: readonly AgentRef[] }
  | PongFrame

export type ServerFrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>
