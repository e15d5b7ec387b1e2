import type { Draft, Failure, LocalFile } from './api'
import type { StoredEntry } from './outbox-store'
import type { Request } from './requests'
import type { Attachment, Message, MessageKind } from './wire/types'

/** How often something that need not be our fault is tried before a person is asked. */
export const TRIES = 5

/** What waits in the outbox. */
export interface Entry extends StoredEntry {
  state: 'uploading' | 'queued' | 'inflight' | 'acked' | 'failed'
  failure: Failure | null
  /** As the desk stored it; set when acked. */
  message: Message | null
  /** `abort` is null while it does not run: it waits for a connection, or to be tried again. */
  upload: { file: LocalFile, kind: MessageKind, progress: number, abort: (() => void) | null } | null
  previewUrl: string | undefined
  /** How often it met `internal`, broke the connection, or failed to upload. */
  strikes: number
  /** It was on disk before anybody signed in. */
  kept: boolean
}

/** An entry that was not tried yet. */
export function fresh(stored: StoredEntry, state: Entry['state'], failure: Failure | null): Entry {
  return { ...stored, state, failure, message: null, upload: null, previewUrl: undefined, strikes: 0, kept: false }
}

/** The frame that brings it to the desk. */
export function frameOf(entry: Entry): Request {
  const where = entry.conversationId === '' ? {} : { conversation_id: entry.conversationId }
  if (entry.what.type === 'note') {
    return { type: 'note.send', client_id: entry.clientId, conversation_id: entry.conversationId, text: entry.what.text, mentions: entry.what.mentions }
  }
  const draft = entry.what.draft
  const base = { type: 'message.send' as const, client_id: entry.clientId, ...where, kind: draft.kind }
  if (draft.kind === 'text') return { ...base, text: draft.text }
  const text = draft.text === undefined || draft.text === '' ? {} : { text: draft.text }
  return { ...base, ...text, attachment: draft.kind === 'card' ? draft.attachment : { id: draft.attachment.id } }
}

/** What is shown of a file until the desk's own description is there. */
export function localAttachment(file: LocalFile): Attachment {
  return { id: '', name: file.name, mime: file.mime, size: file.size, width: file.width, height: file.height, duration_ms: file.duration_ms }
}

/** Is it a file that the desk has stored before? */
export function isUpload(draft: Draft): boolean {
  return draft.kind !== 'text' && draft.kind !== 'card'
}
