import type { ClientFrame, MessageMarks, ServerFrame, SyncedFrame } from '../src/wire/frames'
import type { Conversation, Message, ReadSeq, Side } from '../src/wire/types'
import { sideOf } from '../src/wire/types'
import type { FakeClock } from './clock'
import { summary } from './world'
import type { Line, World } from './world'

/** Numbers that look random and come again with the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

interface Seat { line: Line, role: 'customer' | 'agent', id: string, name: string }

/**
 * A desk with one conversation that keeps the contract's promises and nothing more: what it publishes may be lost, late,
 * double and out of order, connections break at any moment, an ack may be lost after the commit.
 */
export class HostileDesk {
  readonly messages: Message[] = []
  /** The rev at which each message changed last, by seq - 1. */
  private readonly changedAt: number[] = []
  readonly read: ReadSeq = { customer: 0, desk: 0 }
  rev = 0
  hostile = true
  private seats: Seat[] = []

  constructor(private readonly clock: FakeClock, private readonly roll: () => number) {}

  /** Puts a world's client at this desk. */
  seat(world: World, role: 'customer' | 'agent', id: string, name: string): void {
    world.random = this.roll
    world.dialled = (line) => {
      this.clock.set(this.delay(200), () => {
        if (this.hostile && this.roll() < 0.2) return line.close(1006)
        line.accept()
        this.seats.push({ line, role, id, name })
        this.say(line, world.welcomeFrame(role, role === 'customer'
          ? { conversation: { id: '17', last_seq: this.messages.length, rev: this.rev, unread: this.unread('customer'), status: 'open' } }
          : { cursor: `c${this.rev}`, unread_total: this.unread('desk'), me: { role: 'agent', id, name } }))
      })
    }
    world.heard = (frame, line) => {
      const seat = this.seats.find(s => s.line === line)
      if (seat === undefined) return
      if (this.hostile && this.roll() < 0.04) return this.cut(seat) // before it was carried out
      const answer = this.carryOut(seat, frame)
      if (answer === null) return
      if (this.hostile && this.roll() < 0.04) return this.cut(seat) // after
      this.say(line, answer)
    }
  }

  /** Breaks somebody's connection. */
  breakSome(): void {
    const seat = this.seats[Math.floor(this.roll() * this.seats.length)]
    if (seat !== undefined) this.cut(seat)
  }

  resync(): void {
    for (const seat of this.seats) this.say(seat.line, { type: 'resync' })
  }

  unread(side: Side): number {
    return this.messages.filter(m => sideOf(m.sender.role) !== side && m.recalled_at == null && m.seq > this.read[side]).length
  }

  private cut(seat: Seat): void {
    this.seats = this.seats.filter(s => s !== seat)
    const code = [1001, 1006, 4008, 4010][Math.floor(this.roll() * 4)] as number
    this.clock.set(this.delay(100), () => seat.line.close(code))
  }

  private carryOut(seat: Seat, frame: ClientFrame): ServerFrame | null {
    switch (frame.type) {
      case 'message.send': return this.store(seat, frame)
      case 'message.read': return this.markRead(seat, frame)
      case 'message.recall': return this.recall(seat, frame)
      case 'sync': return this.sync(frame)
      case 'changes': return { type: 'changed', id: frame.id, conversations: [this.summary()], cursor: `c${this.rev}`, has_more: false }
      case 'ping': {
        const answer = { type: 'pong' as const, id: frame.id, server_time: this.time() }
        return seat.role === 'customer' ? { ...answer, last_seq: this.messages.length, rev: this.rev } : { ...answer, cursor: `c${this.rev}` }
      }
      default: return null
    }
  }

  private store(seat: Seat, frame: Extract<ClientFrame, { type: 'message.send' }>): ServerFrame {
    if (this.hostile && this.roll() < 0.1) return { type: 'error', id: frame.id, code: 'unavailable', detail: '' }
    if (this.hostile && this.roll() < 0.1) return { type: 'error', id: frame.id, code: 'rate_limited', detail: '', retry_after_ms: Math.ceil(this.roll() * 2_000) }
    let stored = this.messages.find(m => m.client_id === frame.client_id)
    if (stored === undefined) {
      const seq = this.messages.length + 1
      stored = {
        id: `17-${seq}`, conversation_id: '17', openid: 'o1', seq, client_id: frame.client_id, sender: { role: seat.role, id: seat.id, name: seat.name },
        kind: frame.kind, text: frame.text ?? null, created_at: this.time(), read_at: null, recalled_at: null,
      }
      this.messages.push(stored)
      this.changedAt.push(++this.rev)
    }
    // A customer's own message is told by the ack alone where it says the rev; older desks tell it twice.
    const once = seat.role === 'customer' && this.roll() < 0.7
    this.publishMessage(stored, once ? seat : null)
    return { type: 'ack', id: frame.id, message: stored, ...(once ? { rev: this.rev } : {}) }
  }

  private markRead(seat: Seat, frame: Extract<ClientFrame, { type: 'message.read' }>): ServerFrame {
    const side: Side = seat.role === 'customer' ? 'customer' : 'desk'
    if (frame.seq > this.messages.length) return { type: 'error', id: frame.id, code: 'bad_request', detail: '' }
    if (frame.seq > this.read[side]) {
      this.read[side] = frame.seq
      this.rev++
      const readAt = this.time()
      this.messages.forEach((m, i) => {
        if (m.seq > frame.seq || sideOf(m.sender.role) === side || m.read_at != null) return
        this.messages[i] = { ...m, read_at: readAt }
        this.changedAt[i] = this.rev
      })
      this.publish(() => ({ type: 'receipt', conversation_id: '17', reader: side, seq: frame.seq, read_at: readAt }))
      this.publishUnread(side)
    }
    return { type: 'ack', id: frame.id }
  }

  private recall(seat: Seat, frame: Extract<ClientFrame, { type: 'message.recall' }>): ServerFrame {
    const i = this.messages.findIndex(m => m.id === frame.message_id)
    const held = this.messages[i]
    if (held === undefined) return { type: 'error', id: frame.id, code: 'not_found', detail: '' }
    if (held.sender.id !== seat.id) return { type: 'error', id: frame.id, code: 'forbidden', detail: '' }
    if (held.recalled_at == null) {
      const recalled = { ...held, text: null, recalled_at: this.time() }
      this.messages[i] = recalled
      this.changedAt[i] = ++this.rev
      this.publish(() => ({ type: 'message.updated', message: recalled }))
      this.publishUnread(sideOf(held.sender.role) === 'customer' ? 'desk' : 'customer')
    }
    return { type: 'ack', id: frame.id }
  }

  private sync(frame: Extract<ClientFrame, { type: 'sync' }>): SyncedFrame {
    // Small pages, so that `has_more` is met.
    const page = this.messages.slice(frame.after_seq, frame.after_seq + Math.min(frame.limit ?? 100, 7))
    return {
      type: 'synced', id: frame.id, conversation_id: '17', messages: page, has_more: frame.after_seq + page.length < this.messages.length, rev: this.rev,
      read_seq: { ...this.read }, updated: this.messages.filter((m, i) => m.seq <= frame.after_seq && (this.changedAt[i] as number) > (frame.after_rev ?? 0)),
    }
  }

  private summary(): Conversation {
    return summary('17', { last_seq: this.messages.length, rev: this.rev, unread: this.unread('desk'), last_message: this.messages[this.messages.length - 1] ?? null })
  }

  private publishMessage(message: Message, except: Seat | null): void {
    const [rev, customer, desk] = [this.rev, this.unread('customer'), this.unread('desk')]
    this.publish((seat) => {
      if (seat === except) return null
      const marks: MessageMarks = seat.role === 'customer' ? { rev, unread: customer } : { conversations: [{ id: '17', rev, unread: desk }] }
      return { type: 'message', message, ...marks }
    })
  }

  private publishUnread(side: Side): void {
    const [rev, unread] = [this.rev, this.unread(side)]
    this.publish((seat) => {
      if ((seat.role === 'customer') !== (side === 'customer')) return null
      return seat.role === 'customer' ? { type: 'unread', unread, rev } : { type: 'unread', conversation_id: '17', unread, rev, unread_total: unread }
    })
  }

  private publish(frame: (seat: Seat) => ServerFrame | null): void {
    for (const seat of this.seats) {
      const what = frame(seat)
      if (what === null) continue
      if (this.hostile && this.roll() < 0.1) continue
      const times = this.hostile && this.roll() < 0.1 ? 2 : 1
      for (let i = 0; i < times; i++) this.clock.set(this.delay(1_500), () => seat.line.say(what))
    }
  }

  private say(line: Line, frame: ServerFrame): void {
    this.clock.set(this.delay(200), () => line.say(frame))
  }

  private delay(most: number): number {
    return Math.floor(this.roll() * (this.hostile ? most : 20))
  }

  private time(): string {
    return new Date(this.clock.now).toISOString()
  }
}
