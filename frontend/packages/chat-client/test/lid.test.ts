import { describe, expect, it } from 'vitest'
import type { ChatClient } from '../src'
import type { ClientFrame } from '../src/wire/frames'
import type { Conversation, Message } from '../src/wire/types'
import { FakeClock, settle } from './clock'
import { dice } from './desk'
import { World, message, seqs, summary } from './world'
import type { Line } from './world'

type Changes = Extract<ClientFrame, { type: 'changes' }>
type Presence = Extract<ClientFrame, { type: 'presence' }>
type Sync = Extract<ClientFrame, { type: 'sync' }>

/** A desk with thousands of conversations, for agents. It answers `changes`, `presence` and `sync`; `rtt` is how long that takes, ms. */
class BusyDesk {
  readonly held = new Map<string, Conversation>()
  answers = { frames: 0, presents: 0, bytes: 0 }
  /** Of an answer: that it is lost, or the connection breaks instead. */
  bad = 0
  private readonly messages = new Map<string, Message[]>()
  private readonly changedAt = new Map<string, number>()
  private at = 0

  constructor(readonly world: World, private readonly roll: () => number, private readonly rtt: () => number) {
    world.dialled = (line) => {
      this.later(() => {
        if (this.roll() < this.bad) return line.close(1006)
        line.accept().say(world.welcomeFrame('agent', { cursor: String(this.at), unread_total: this.unread }))
      })
    }
    world.heard = (frame, line) => {
      if (this.roll() < this.bad) return this.roll() < 0.5 ? undefined : this.later(() => line.close(1006))
      if (frame.type === 'changes') this.later(() => this.changes(line, frame))
      if (frame.type === 'presence') this.later(() => this.present(line, frame))
      if (frame.type === 'sync') this.later(() => this.sync(line, frame))
    }
  }

  get unread(): number {
    return [...this.held.values()].reduce((sum, { unread }) => sum + unread, 0)
  }

  /** Somebody writes in it. Answers the frame that would tell of it. */
  says(id: string) {
    const before = this.held.get(id) ?? summary(id)
    const said = message(before.last_seq + 1, { conversation_id: id, created_at: new Date(this.world.clock.now).toISOString() })
    this.messages.set(id, [...(this.messages.get(id) ?? []), said])
    const now = { ...before, last_seq: said.seq, last_message: said, rev: before.rev + 1, unread: before.unread + 1, updated_at: said.created_at, waiting_since: before.waiting_since ?? said.created_at }
    this.held.set(id, now)
    this.changedAt.set(id, ++this.at)
    return { type: 'message' as const, message: said, conversations: [{ id, rev: now.rev, unread: now.unread }] }
  }

  /** Its customer leaves, or comes back: nothing of the conversation changes. Answers the frame that would tell of it. */
  comesOrGoes(id: string) {
    const held = this.held.get(id) as Conversation
    const online = !held.customer.online
    this.held.set(id, { ...held, customer: { ...held.customer, online } })
    return { type: 'presence' as const, conversation_id: id, online }
  }

  private present(line: Line, { id, conversation_ids: asked }: Presence): void {
    const answered = this.roll() < 0.2 ? Math.ceil(asked.length / 2) : asked.length // as where they would not fit into a frame
    const online = asked.slice(0, answered).filter(one => this.held.get(one)?.customer.online)
    this.answers.presents++
    line.say({ type: 'present', id, customers: online.map(one => ({ conversation_id: one })), answered, has_more: answered < asked.length })
  }

  private changes(line: Line, { id, cursor, limit = 100 }: Changes): void {
    expect(limit).toBeLessThanOrEqual(500)
    const since = Number(cursor)
    const changed = [...this.changedAt].filter(([, at]) => at > since).sort(([, a], [, b]) => a - b)
    const most = this.roll() < 0.2 ? Math.ceil(limit / 2) : limit // as where they would not fit into a frame
    const page = changed.slice(0, most)
    const more = changed.length > most
    // What is told twice does no harm.
    const next = more ? (page[page.length - 1] as [string, number])[1] : Math.max(since, this.at - 50)
    const answer = { type: 'changed' as const, id, conversations: page.map(([one]) => this.held.get(one) as Conversation), cursor: String(next), has_more: more }
    this.answers.frames++
    this.answers.bytes += JSON.stringify(answer).length
    line.say(answer)
  }

  private sync(line: Line, { id, conversation_id: which = '', after_seq: after, limit = 100 }: Sync): void {
    const { last_seq: last, rev, unread } = this.held.get(which) as Conversation
    const to = Math.min(last, after + limit)
    const messages = (this.messages.get(which) ?? []).slice(after, to)
    line.say({ type: 'synced', id, conversation_id: which, messages, has_more: to < last, rev, unread, read_seq: { customer: 0, desk: last - unread } })
  }

  private later(f: () => void): void {
    this.world.clock.set(this.rtt(), f)
  }
}

const MANY = 5_000

/** An agent with the whole list and two conversations open, whose line then breaks. */
async function asleep(seed: number, rtt: (roll: () => number) => number) {
  const roll = dice(seed)
  const world = new World(new FakeClock())
  world.random = roll
  const desk = new BusyDesk(world, roll, () => rtt(roll))
  const client = world.client({ role: 'agent', identity: '3' })
  client.connect()
  await world.advance(1_000)
  for (let i = 1; i <= MANY; i++) desk.says(String(i))
  client.conversations.put([...desk.held.values()])
  const views = [client.open('17'), client.open('4321')]
  await world.advance(1_000)
  world.line.close(1006)
  return { roll, world, desk, client, views }
}

function equal(client: ChatClient, desk: BusyDesk): boolean {
  return [...desk.held.values()].every(({ id, rev, last_seq, unread, customer }) => {
    const known = client.conversations.get(id)
    return known?.rev === rev && known.last_seq === last_seq && known.unread === unread && known.customer.online === customer.online
  })
}

describe('a lid that was closed while 5,000 conversations changed', () => {
  it('the list and what is open are whole within two seconds of the connection\'s return', async () => {
    const { world, desk, client, views } = await asleep(1, () => 80)
    for (let round = 0; round < 3; round++) for (let i = 1; i <= MANY; i++) desk.says(String(i))
    for (let i = 0; i < 450; i++) desk.says('4321')
    for (let i = 1; i <= 100; i++) desk.says(String(MANY + i))
    for (let i = 1; i <= MANY; i += 3) desk.comesOrGoes(String(i))
    desk.answers = { frames: 0, presents: 0, bytes: 0 }
    const told: string[] = []
    client.on('arrived', ({ message: { id } }) => told.push(id))
    await world.redialled()
    while (client.connection.name !== 'open') await world.advance(20)
    // People go on writing meanwhile, and a frame may overtake the answers.
    const live = ['17', '2000', '4321'].map(id => desk.says(id))
    await world.advance(200)
    world.line.say(...live.reverse(), desk.comesOrGoes('1'), desk.comesOrGoes('2'))
    await world.advance(1_700)
    expect(equal(client, desk)).toBe(true)
    for (const view of views) {
      const last = desk.held.get(view.id)?.last_seq as number
      expect(seqs(view)).toEqual(Array.from({ length: last }, (_, i) => i + 1))
      expect(view.state.unread).toBe(desk.held.get(view.id)?.unread)
      expect(view.state.online).toBe(desk.held.get(view.id)?.customer.online)
    }
    expect(told.sort()).toEqual(live.map(({ message: { id } }) => id).sort())
    expect(desk.answers.frames).toBeLessThanOrEqual(20)
    expect(desk.answers.presents).toBeLessThanOrEqual(12)
  })

  it.each([2, 3, 4, 5])('and in the end, whatever is lost or breaks on the way (seed %d)', async (seed) => {
    const { roll, world, desk, client, views } = await asleep(seed, r => Math.floor(r() * 400))
    for (let i = 1; i <= MANY; i++) desk.says(String(i))
    desk.bad = 0.2
    for (let i = 0; i < 60; i++) {
      const frame = desk.says(String(1 + Math.floor(roll() * (MANY + 50))))
      if (roll() < 0.5) world.line.say(frame)
      world.line.say(desk.comesOrGoes(String(1 + Math.floor(roll() * MANY))))
      await world.advance(Math.floor(roll() * 1_000))
    }
    desk.bad = 0
    await world.advance(90_000)
    world.line.say({ type: 'resync' })
    await world.advance(10_000)
    await settle()
    expect(equal(client, desk)).toBe(true)
    for (const view of views) expect(view.state.headSeq).toBe(desk.held.get(view.id)?.last_seq)
  })
})
