/** The public face of one conversation: what a page shows of it and does with it. Part of api.ts. */
import type { LocalFile } from './api'
import type { Cancel } from './host'
import type { AgentRef, Announcement, Attachment, Card, ConversationEvent, ErrorCode, Message, MessageKind, Note, ReadSeq, Side } from './wire/types'

/** A conversation as it stands, followed until closed. Its methods work while there is no connection, unless told otherwise. */
export interface ConversationView {
  /** Customers: empty until the first welcome. */
  readonly id: string
  /** A new object after every change, never changed in place. */
  readonly state: ConversationState
  subscribe(listener: () => void): Cancel

  /** Puts a message into the outbox and returns its client_id. It is shown as `sending` at once. */
  send(draft: Draft): string
  /** The same for a file: uploads first. Survives a reload only once it is uploaded. */
  sendFile(file: LocalFile, kind?: MessageKind): string
  /** Agents: an internal note, through the outbox as well. */
  sendNote(text: string, mentions?: readonly string[]): string
  /** Sends a failed item again under the same client_id. */
  retry(clientId: string): void
  /** Throws a failed, waiting or uploading item away. One that may have reached the desk already can still appear. */
  discard(clientId: string): void

  /** Takes back an own message, at most 2 minutes old. Rejects with a ChatError; `unavailable` without a connection. */
  recall(messageId: string): Promise<void>
  /** All up to `seq` (left out: all that is held) was seen by a person. Call it only while window and conversation are. */
  markRead(seq?: number): void
  /** Call it at every key; one frame goes out each 3 s. Agents: of what is `internal`, a note, only agents are told. */
  typing(internal?: boolean): void
  /** Loads the page before the first item. Resolves when it is in `state`, at once if there is none. Rejects with a ChatError. */
  loadOlder(limit?: number): Promise<void>
  /** Agents: ends following, when no other view of it is open. */
  close(): void
}

export interface ConversationState {
  /** The newest page is there. Until then `items` holds only what waits in the outbox. */
  loaded: boolean
  /** In the order to be shown: messages by seq, notes and events after theirs, what waits at the end. */
  items: readonly TimelineItem[]
  hasOlder: boolean
  loadingOlder: boolean
  /** The last seq that is in `items`; 0 for none. */
  headSeq: number
  /** Unread of this side, as the desk counts it. */
  unread: number
  /** How far each side has read. */
  read: ReadSeq
  /** Who types on the other side just now. */
  typing: readonly { role: string, name: string }[]
  /** Agents: is the customer connected? Null when not known. */
  online: boolean | null
  /** Agents: who has it open, oneself left out. */
  viewers: readonly AgentRef[]
  /** Agents: who else writes here just now, to the customer or a note. */
  writers: readonly AgentRef[]
}

export type TimelineItem = MessageItem | NoteItem | EventItem | AnnouncementItem

export interface MessageItem {
  type: 'message'
  /** Stays the same from sending to read: use it as the list's key. */
  key: string
  /** While it is on its way: `id` is empty and `seq` 0. */
  message: Message
  side: Side
  /** Written by our own side: the right-hand bubble. */
  own: boolean
  /** Written by this very identity: what may be recalled. */
  mine: boolean
  delivery: Delivery
}

export type Delivery =
  /** From the other side. */
  | { state: 'received' }
  /** `progress` from 0 to 1 while a file uploads, null before and after. `previewUrl` as given. */
  | { state: 'sending', progress: number | null, previewUrl?: string }
  /** Committed at the desk. */
  | { state: 'sent', previewUrl?: string }
  | { state: 'read', previewUrl?: string }
  | { state: 'failed', failure: Failure, previewUrl?: string }

export interface Failure {
  code: ErrorCode
  detail: string
}

export interface NoteItem {
  type: 'note'
  key: string
  /** While it is on its way: `id` is empty. */
  note: Note
  delivery: Delivery
}

export interface EventItem {
  type: 'event'
  key: string
  event: ConversationEvent
}

/** Customers: a broadcast, where it came in. Not stored: gone with the page. */
export interface AnnouncementItem {
  type: 'announcement'
  key: string
  announcement: Announcement
}

/** What to send. `attachment` is an upload's answer (its id goes out), for kind `card` the card itself. */
export type Draft =
  | { kind: 'text', text: string }
  | { kind: Exclude<MessageKind, 'text' | 'card'>, attachment: Attachment, text?: string }
  | { kind: 'card', attachment: Card, text?: string }
