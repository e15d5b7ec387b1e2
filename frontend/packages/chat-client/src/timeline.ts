import type { Activity } from './wire/frames'
import type { Message, Note, ConversationEvent, ReadSeq, Side } from './wire/types'
import { sideOf } from './wire/types'

/** An entry that agents see between messages. */
export type Marginal = { type: 'note', note: Note } | { type: 'event', event: ConversationEvent }

/** Nothing is touched. */
const NOTHING = { from: Infinity, to: 0 }

/** More than this beyond a hole is not kept: the sync that fills the hole brings it. */
const MAX_EARLY = 1_000

/**
 * A conversation as far as it is held: one stretch of messages without a gap, from `firstSeq` to `headSeq`, and what
 * arrived too early to be shown. It knows nothing of sockets; whoever feeds it may do so twice and in any order.
 */
export class Timeline {
  /** Messages by seq, ascending by one. Elements are replaced, never changed. */
  messages: Message[] = []
  /** Notes and events in the order to be shown. */
  margin: Marginal[] = []
  /** Where the stretch begins is known. Until then everything is early. */
  based = false
  read: ReadSeq = { customer: 0, desk: 0 }
  private touched = { from: 0, to: Infinity }
  private base = 0
  private readonly receipts: Record<Side, { seq: number, at: string } | null> = { customer: null, desk: null }
  private readonly early = new Map<number, Message>()
  private readonly marginIds = new Set<string>()

  /** The last seq held, or before which the stretch will begin. */
  get headSeq(): number {
    return this.base + this.messages.length
  }

  /** The first seq held; headSeq + 1 when empty. */
  get firstSeq(): number {
    return this.base + 1
  }

  /** Something lies beyond a gap. */
  get hasHole(): boolean {
    return this.based && this.early.size > 0
  }

  /**
   * Something of the messages from `seq` to `to`, or of what stands behind one of them, has changed: who shows the
   * timeline needs to look only there.
   */
  touch(seq: number, to = seq): void {
    this.touched.from = Math.min(this.touched.from, seq)
    this.touched.to = Math.max(this.touched.to, to)
  }

  /** What was touched since this was asked last; `from` is above `to` for nothing. */
  takeTouched(): { from: number, to: number } {
    const { touched } = this
    this.touched = { ...NOTHING }
    return touched
  }

  /** Begins the stretch after `seq`; what was early joins it. Returns what can be shown now. */
  begin(seq: number): Message[] {
    this.clear()
    this.based = true
    this.base = seq
    return this.join()
  }

  /** Forgets the stretch: it begins anew elsewhere. */
  clear(): void {
    this.based = false
    this.base = 0
    this.messages = []
    this.touch(0, Infinity)
  }

  /** Takes messages from anywhere. Returns those that can be shown now for the first time, in order. */
  take(messages: readonly Message[]): Message[] {
    for (const message of messages) {
      if (this.based && message.seq <= this.headSeq) this.update(message)
      else this.keepEarly(message)
    }
    return this.join()
  }

  /** A held message as it stands now; others are ignored. True if something changed. */
  update(message: Message): boolean {
    if (this.early.has(message.seq)) this.early.set(message.seq, merge(this.early.get(message.seq) as Message, message))
    const at = message.seq - this.firstSeq
    const held = this.messages[at]
    if (held === undefined) return false
    this.messages[at] = this.stamp(merge(held, message))
    this.touch(message.seq)
    return true
  }

  /** Puts a page before the stretch. Ignored unless it ends where the stretch begins. */
  prepend(page: readonly Message[]): void {
    const ours = page.filter(message => message.seq < this.firstSeq).sort((a, b) => a.seq - b.seq)
    for (let i = ours.length - 1; i >= 0; i--) {
      if ((ours[i] as Message).seq !== this.firstSeq - (ours.length - i)) return
    }
    this.messages = [...ours.map(message => this.stamp(message)), ...this.messages]
    this.base -= ours.length
    this.touch(0, Infinity)
  }

  /** A side has read up to `seq`; `at` is when, as a receipt tells, null from a sync. True if something changed. */
  markRead(side: Side, seq: number, at: string | null): boolean {
    const raised = seq > this.read[side]
    if (raised) {
      this.touch(this.read[side] + 1, seq)
      this.read = { ...this.read, [side]: seq }
    }
    const last = this.receipts[side]
    if (at === null || (last !== null && last.seq >= seq)) return raised
    this.receipts[side] = { seq, at }
    // Those before bear an earlier receipt, if not this one.
    const from = Math.max(this.firstSeq, (last?.seq ?? 0) + 1)
    this.touch(from, seq)
    for (let s = from; s <= Math.min(seq, this.headSeq); s++) {
      const i = s - this.firstSeq
      this.messages[i] = this.stamp(this.messages[i] as Message)
    }
    return true
  }

  /** How many messages a side has still to read; null when some of them are not held. */
  unread(side: Side): number | null {
    if (this.read[side] < this.firstSeq - 1) return null
    return this.messages.slice(this.read[side] - this.base).filter(m => m.recalled_at == null && sideOf(m.sender.role) !== side).length
  }

  /** Adds notes and events; those that are held already are left alone. True if something was new. */
  annotate(entries: readonly Activity[]): boolean {
    let added = false
    for (const entry of entries) {
      if (this.marginIds.has(entry.id)) continue
      this.marginIds.add(entry.id)
      this.margin.push(entry.type === 'note' ? { type: 'note', note: entry } : { type: 'event', event: entry })
      this.touch(entry.after_seq)
      added = true
    }
    if (added) this.margin.sort((a, b) => place(a).after_seq - place(b).after_seq || place(a).rev - place(b).rev)
    return added
  }

  private keepEarly(message: Message): void {
    const held = this.early.get(message.seq)
    if (held !== undefined) this.early.set(message.seq, merge(held, message))
    else if (this.early.size < MAX_EARLY || message.seq === this.headSeq + 1) this.early.set(message.seq, message)
  }

  private join(): Message[] {
    const shown: Message[] = []
    if (!this.based) return shown
    for (let next = this.early.get(this.headSeq + 1); next !== undefined; next = this.early.get(this.headSeq + 1)) {
      this.early.delete(next.seq)
      const message = this.stamp(next)
      this.messages.push(message)
      this.touch(message.seq)
      shown.push(message)
    }
    for (const [seq, message] of this.early) {
      if (seq > this.headSeq) continue
      this.early.delete(seq)
      this.update(message)
    }
    return shown
  }

  /** A receipt may overtake the message that it is about. */
  private stamp(message: Message): Message {
    const receipt = this.receipts[sideOf(message.sender.role) === 'customer' ? 'desk' : 'customer']
    if (message.read_at != null || receipt === null || message.seq > receipt.seq) return message
    return { ...message, read_at: receipt.at }
  }
}

/** A recall and a read are for good, whatever an answer that was older on its way says. */
function merge(held: Message, now: Message): Message {
  if (held.recalled_at != null && now.recalled_at == null) return held
  if (held.read_at != null && now.read_at == null) return { ...now, read_at: held.read_at }
  return now
}

function place(entry: Marginal): { after_seq: number, rev: number } {
  return entry.type === 'note' ? entry.note : entry.event
}
