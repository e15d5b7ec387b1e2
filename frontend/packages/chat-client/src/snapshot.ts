import type { AnnouncementItem, ConversationState, Delivery, EventItem, MessageItem, NoteItem, TimelineItem } from './api'
import type { Entry } from './entry'
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
 * Builds a view's items. What did not change is the same object as before, the list itself too, so that a page needs to
 * draw only what did; and what stands before the first change is not looked at.
 */
export class ItemBuilder {
  /** All but what waits in the outbox. */
  private settled: readonly TimelineItem[] = []
  private pending: readonly TimelineItem[] = []
  private items: readonly TimelineItem[] = []
  private meId = ''
  /** A conversation has thousands of messages: what was built for one that stayed the same is kept. */
  private readonly built = new WeakMap<Message, MessageItem>()
  private readonly beside = new WeakMap<Marginal, NoteItem | EventItem>()
  private readonly previews = new Map<string, string>()

  build(input: SnapshotInput): readonly TimelineItem[] {
    const settled = this.settle(input)
    const pending = this.wait(input)
    if (settled === this.settled && pending === this.pending) return this.items
    this.settled = settled
    this.pending = pending
    this.items = pending.length === 0 ? settled : [...settled, ...pending]
    return this.items
  }

  private settle(input: SnapshotInput): readonly TimelineItem[] {
    const { timeline } = input
    const touched = timeline.takeTouched()
    const { from, to } = this.meId === input.meId ? touched : { from: 0, to: Infinity }
    this.meId = input.meId
    if (from > to) return this.settled
    // What stands before the first message is told by nothing that comes behind it.
    const whole = from <= timeline.firstSeq
    const items = whole ? [] : this.settled.slice(0, cut(this.settled, from - timeline.firstSeq, from))
    const after = to < timeline.headSeq ? this.settled.slice(cut(this.settled, to + 1 - timeline.firstSeq, to + 1)) : []
    const margin = this.margin(input, whole ? -1 : from)
    let next = 0
    const upTo = (seq: number) => {
      for (let entry = margin[next]; entry !== undefined && entry.after <= seq; entry = margin[++next]) items.push(entry.item)
    }
    if (whole) upTo(timeline.firstSeq - 1)
    const last = Math.min(to, timeline.headSeq)
    for (let seq = whole ? timeline.firstSeq : from; seq <= last; seq++) {
      items.push(this.message(timeline.messages[seq - timeline.firstSeq] as Message, input))
      upTo(seq)
    }
    return after.length === 0 ? items : items.concat(after)
  }

  /** Notes, events and announcements that stand behind `seq` or later, in order. */
  private margin({ timeline, announcements }: SnapshotInput, seq: number): { after: number, item: TimelineItem }[] {
    // What stands before the first message held shows only when that is the first of all.
    const from = Math.max(seq, timeline.firstSeq === 1 ? 0 : timeline.firstSeq)
    const found: { after: number, item: TimelineItem }[] = []
    for (let i = timeline.margin.length - 1; i >= 0; i--) {
      const entry = timeline.margin[i] as Marginal
      const after = afterSeq(entry)
      if (after < from) break
      found.push({ after, item: this.marginItem(entry) })
    }
    found.reverse()
    for (const { afterSeq: after, item } of announcements) if (after >= from) found.push({ after, item })
    return found.sort((a, b) => a.after - b.after)
  }

  private marginItem(entry: Marginal): NoteItem | EventItem {
    const item = this.beside.get(entry) ?? marginItem(entry)
    this.beside.set(entry, item)
    return item
  }

  private wait(input: SnapshotInput): readonly TimelineItem[] {
    if (input.pending.length === 0 && this.pending.length === 0) return this.pending
    const before = new Map(this.pending.map(item => [item.key, item]))
    const items = input.pending.map((entry) => {
      if (entry.previewUrl !== undefined) this.previews.set(entry.clientId, entry.previewUrl)
      const item = entry.what.type === 'note' ? pendingNote(entry, entry.what, input) : pendingMessage(entry, entry.what.draft, input)
      const old = before.get(item.key)
      return old !== undefined && same(old, item) ? old : item
    })
    const unchanged = items.length === this.pending.length && items.every((item, i) => item === this.pending[i])
    return unchanged ? this.pending : items
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

/** Everything of a pending item that is compared to tell whether an item must be drawn again. */
function same(a: TimelineItem, b: TimelineItem): boolean {
  if (a.type === 'message' && b.type === 'message') {
    // Pending messages are built anew each time: they are equal when draft and delivery are.
    const sameMessage = a.message === b.message || (a.message.seq === 0 && b.message.seq === 0 && a.message.attachment === b.message.attachment)
    return sameMessage && a.mine === b.mine && sameDelivery(a.delivery, b.delivery)
  }
  if (a.type === 'note' && b.type === 'note') {
    return (a.note === b.note || (a.note.id === '' && b.note.id === '')) && sameDelivery(a.delivery, b.delivery)
  }
  return a === b
}

function sameDelivery(a: Delivery, b: Delivery): boolean {
  if (a.state === 'sending' && b.state === 'sending') return a.progress === b.progress && a.previewUrl === b.previewUrl
  if (a.state === 'failed' && b.state === 'failed') return a.failure === b.failure
  return a.state === b.state
}

/** Where the items from the message of `seq` on begin: `messages` stand before it, and what stands beside those. */
function cut(items: readonly TimelineItem[], messages: number, seq: number): number {
  for (let at = Math.max(0, messages); at < items.length; at++) {
    const item = items[at] as TimelineItem
    if (item.type === 'message' && item.message.seq >= seq) return at
  }
  return items.length
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
