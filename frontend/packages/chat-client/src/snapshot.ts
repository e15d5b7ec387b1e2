import type { AnnouncementItem, ConversationState, Delivery, EventItem, MessageItem, NoteItem, TimelineItem } from './api'
import type { Entry } from './outbox'
import type { Marginal, Timeline } from './timeline'
import type { Message } from './wire/types'
import { sideOf } from './wire/types'

export interface SnapshotInput {
  role: 'customer' | 'agent'
  /** Empty while nobody is signed in. */
  meId: string
  meName: string
  openid: string
  timeline: Timeline
  pending: readonly Entry[]
  announcements: readonly { afterSeq: number, item: AnnouncementItem }[]
}

/**
 * Builds a view's items. What did not change is the same object as before, so that a list needs to draw only what did.
 */
export class ItemBuilder {
  /** Pending items and what stands beside the messages, by key: these are built anew each time. */
  private cache = new Map<string, TimelineItem>()
  /** A conversation has thousands of messages, and is built for each that comes. */
  private readonly built = new WeakMap<Message, MessageItem>()
  private readonly previews = new Map<string, string>()

  build(input: SnapshotInput): TimelineItem[] {
    const before = this.cache
    this.cache = new Map()
    const items: TimelineItem[] = []
    const push = (item: TimelineItem) => {
      const old = before.get(item.key)
      const kept = old !== undefined && same(old, item) ? old : item
      this.cache.set(item.key, kept)
      items.push(kept)
    }
    const { timeline } = input
    const margin = new Margin(timeline, input.announcements)
    for (const item of margin.upTo(timeline.firstSeq - 1)) push(item)
    for (const message of timeline.messages) {
      items.push(this.message(message, input))
      for (const item of margin.upTo(message.seq)) push(item)
    }
    for (const entry of input.pending) {
      if (entry.previewUrl !== undefined) this.previews.set(entry.clientId, entry.previewUrl)
      push(entry.what.type === 'note' ? pendingNote(entry, entry.what, input) : pendingMessage(entry, entry.what.draft, input))
    }
    return items
  }

  private message(message: Message, input: SnapshotInput): MessageItem {
    const side = sideOf(message.sender.role)
    const own = side === ownSide(input)
    const mine = own && (input.role === 'customer' || (message.sender.role === 'agent' && message.sender.id === input.meId))
    const reader = side === 'customer' ? 'desk' : 'customer'
    const read = message.read_at != null || message.seq <= input.timeline.read[reader]
    const state = own ? (read ? 'read' : 'sent') : 'received'
    const old = this.built.get(message)
    if (old !== undefined && old.delivery.state === state && old.mine === mine) return old
    const previewUrl = this.previews.get(message.client_id)
    const delivery: Delivery = state === 'received' || previewUrl === undefined ? { state } : { state, previewUrl }
    const item: MessageItem = { type: 'message', key: keyOf(message), message, side, own, mine, delivery }
    this.built.set(message, item)
    return item
  }
}

/** Everything of a state that is compared to tell whether an item must be drawn again. */
function same(a: TimelineItem, b: TimelineItem): boolean {
  if (a.type === 'message' && b.type === 'message') {
    // Pending messages are built anew each time: they are equal when draft and delivery are.
    const sameMessage = a.message === b.message || (a.message.seq === 0 && b.message.seq === 0 && a.message.attachment === b.message.attachment)
    return sameMessage && a.mine === b.mine && sameDelivery(a.delivery, b.delivery)
  }
  if (a.type === 'note' && b.type === 'note') {
    return (a.note === b.note || (a.note.id === '' && b.note.id === '')) && sameDelivery(a.delivery, b.delivery)
  }
  if (a.type === 'event' && b.type === 'event') return a.event === b.event
  return a === b
}

function sameDelivery(a: Delivery, b: Delivery): boolean {
  if (a.state === 'sending' && b.state === 'sending') return a.progress === b.progress && a.previewUrl === b.previewUrl
  if (a.state === 'failed' && b.state === 'failed') return a.failure === b.failure
  return a.state === b.state
}

/** Walks notes, events and announcements beside the messages. */
class Margin {
  private readonly queue: { after: number, item: TimelineItem }[]

  constructor(timeline: Timeline, announcements: SnapshotInput['announcements']) {
    // What stands before the first message held shows only when that is the first of all.
    const from = timeline.firstSeq === 1 ? 0 : timeline.firstSeq
    this.queue = [
      ...timeline.margin.map(entry => ({ after: afterSeq(entry), item: marginItem(entry) })),
      ...announcements.map(({ afterSeq: after, item }) => ({ after, item: item as TimelineItem })),
    ].filter(entry => entry.after >= from).sort((a, b) => a.after - b.after)
  }

  upTo(seq: number): TimelineItem[] {
    const items: TimelineItem[] = []
    for (let next = this.queue[0]; next !== undefined && next.after <= seq; next = this.queue[0]) {
      items.push(next.item)
      this.queue.shift()
    }
    return items
  }
}

function afterSeq(entry: Marginal): number {
  return entry.type === 'note' ? entry.note.after_seq : entry.event.after_seq
}

function marginItem(entry: Marginal): NoteItem | EventItem {
  if (entry.type === 'event') return { type: 'event', key: `e:${entry.event.id}`, event: entry.event }
  const { client_id: clientId, id } = entry.note
  return { type: 'note', key: clientId ? `c:${clientId}` : `n:${id}`, note: entry.note, delivery: { state: 'sent' } }
}

function pendingMessage(entry: Entry, draft: Extract<Entry['what'], { type: 'message' }>['draft'], input: SnapshotInput): MessageItem {
  const message: Message = entry.message ?? {
    id: '', conversation_id: entry.conversationId, openid: input.openid, seq: 0, client_id: entry.clientId,
    sender: { role: input.role, id: input.meId, name: input.meName },
    kind: draft.kind, text: draft.text ?? null, attachment: draft.kind === 'text' ? null : draft.attachment,
    created_at: new Date(entry.at).toISOString(), read_at: null, recalled_at: null,
  }
  return { type: 'message', key: `c:${entry.clientId}`, message, side: ownSide(input), own: true, mine: true, delivery: deliveryOf(entry) }
}

function pendingNote(entry: Entry, what: Extract<Entry['what'], { type: 'note' }>, input: SnapshotInput): NoteItem {
  const note = {
    id: '', conversation_id: entry.conversationId, after_seq: input.timeline.headSeq, rev: 0, client_id: entry.clientId,
    agent: { id: input.meId, name: input.meName }, text: what.text, mentions: what.mentions, created_at: new Date(entry.at).toISOString(),
  }
  return { type: 'note', key: `c:${entry.clientId}`, note, delivery: deliveryOf(entry) }
}

function deliveryOf(entry: Entry): Delivery {
  const preview = entry.previewUrl === undefined ? {} : { previewUrl: entry.previewUrl }
  if (entry.state === 'failed' && entry.failure !== null) return { state: 'failed', failure: entry.failure, ...preview }
  if (entry.state === 'acked') return { state: 'sent', ...preview }
  return { state: 'sending', progress: entry.state === 'uploading' ? entry.upload?.progress ?? 0 : null, ...preview }
}

function keyOf(message: Message): string {
  return message.client_id === '' ? `m:${message.id}` : `c:${message.client_id}`
}

function ownSide(input: SnapshotInput): 'customer' | 'desk' {
  return input.role === 'customer' ? 'customer' : 'desk'
}

/** A view's state before anything is known. */
export const EMPTY: ConversationState = {
  loaded: false, items: [], hasOlder: false, loadingOlder: false, headSeq: 0, unread: 0, read: { customer: 0, desk: 0 },
  typing: [], online: null, viewers: [], writers: [],
}
