import { describe, expect, it, vi } from 'vitest'
import type { ChatClient, MessageItem } from '../src'
import type { SyncedFrame } from '../src/wire/frames'
import type { Message } from '../src/wire/types'
import { settle } from './clock'
import { World, fromAgent, message, seqs } from './world'
import type { Line } from './world'

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

function says(line: Line, ...ms: Message[]): void {
  for (const m of ms) line.say({ type: 'message', message: m, rev: m.seq, unread: 0 })
}

/** Answers the last sync. */
function synced(line: Line, more: Partial<SyncedFrame>): void {
  line.say({
    type: 'synced', id: line.last('sync').id, conversation_id: '17', messages: [], has_more: false, rev: 0, read_seq: { customer: 0, desk: 0 }, ...more,
  })
}

/** A customer who has seen 1 to 3, all told live. */
async function three(): Promise<{ world: World, client: ChatClient, line: Line }> {
  const world = new World()
  const client = world.client()
  const line = await world.welcome(client)
  synced(line, {})
  says(line, message(1), message(2), message(3))
  return { world, client, line }
}

describe('a view', () => {
  it('is told once of a frame, and keeps its items where they did not change', async () => {
    const { client, line } = await three()
    const states: unknown[] = []
    client.own.subscribe(() => states.push(client.own.state))
    const { items } = client.own.state
    line.say({ type: 'typing', conversation_id: '17', who: { role: 'agent', name: 'Han Mei' } })
    expect(client.own.state.items).toBe(items)
    line.say({ type: 'messages', messages: [message(4, fromAgent), message(5, fromAgent)], rev: 5, unread: 2 })
    expect(states).toHaveLength(2)
    expect(client.own.state).toMatchObject({ headSeq: 5, unread: 2, typing: [] })
    expect(client.own.state.items.slice(0, 3)).toEqual(items)
    for (const [i, item] of items.entries()) expect(client.own.state.items[i]).toBe(item)
  })

  it('shows a listener of the client how things stand at that moment', async () => {
    const { client, line } = await three()
    const heads: number[] = []
    client.on('message', () => heads.push(client.own.state.headSeq))
    says(line, message(4, fromAgent))
    expect(heads).toEqual([4])
  })
})

describe('the first page', () => {
  it('begins a page before the end, by sync', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 120, rev: 300, unread: 0, status: 'open' } })
    expect(line.last('sync')).toMatchObject({ after_seq: 70, after_rev: 300 })
    synced(line, { messages: range(71, 120).map(n => message(n)), rev: 300 })
    expect(seqs(client.own)).toEqual(range(71, 120))
    expect(client.own.state).toMatchObject({ loaded: true, hasOlder: true })
  })

  it('comes by the history callback where there is one, and what happened meanwhile by sync', async () => {
    const world = new World()
    let answer = (_: Message[]) => {}
    const history = vi.fn(() => new Promise<Message[]>((resolve) => { answer = resolve }))
    const client = world.client({ history })
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 120, rev: 300, unread: 0, status: 'open' } })
    says(line, message(121))
    answer(range(71, 120).map(n => message(n)))
    await settle()
    expect(history).toHaveBeenCalledExactlyOnceWith('17', { limit: 50 })
    expect(line.last('sync')).toMatchObject({ after_seq: 121, after_rev: 300 })
    expect(seqs(client.own)).toEqual(range(71, 121))
  })

  it('falls back to the socket when the history callback fails', async () => {
    const world = new World()
    const client = world.client({ history: () => Promise.reject(new Error('offline')) })
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 120, rev: 300, unread: 0, status: 'open' } })
    expect(line.last('sync')).toMatchObject({ after_seq: 70 })
  })

  it('is no news; what comes after it is', async () => {
    const world = new World()
    const client = world.client()
    const told: [number, boolean][] = []
    client.on('message', ({ message: m, live }) => told.push([m.seq, live]))
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 2, rev: 2, unread: 0, status: 'open' } })
    // What was missed before the welcome is told, but not as live; what got lost since is.
    synced(line, { messages: [message(1), message(2), message(3, { created_at: '2026-11-21T07:59:59.000Z' }), message(4)], rev: 4 })
    says(line, message(5))
    expect(told).toEqual([[3, false], [4, true], [5, true]])
  })
})

describe('older pages', () => {
  it('come by sync, end where the held ones begin, and stop at the first message', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 70, rev: 70, unread: 0, status: 'open' } })
    synced(line, { messages: range(21, 70).map(n => message(n)), rev: 70 })
    const older = client.own.loadOlder()
    expect(client.own.state.loadingOlder).toBe(true)
    expect(line.last('sync')).toMatchObject({ after_seq: 0, limit: 20 })
    synced(line, { messages: range(1, 20).map(n => message(n)), rev: 70, has_more: true })
    await older
    expect(seqs(client.own)).toEqual(range(1, 70))
    expect(client.own.state).toMatchObject({ hasOlder: false, loadingOlder: false })
    const n = line.of('sync').length
    await client.own.loadOlder()
    expect(line.of('sync')).toHaveLength(n)
  })

  it('are asked for once at a time, and refused without a connection', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 70, rev: 70, unread: 0, status: 'open' } })
    synced(line, { messages: range(21, 70).map(n => message(n)), rev: 70 })
    const n = line.of('sync').length
    const [a, b] = [client.own.loadOlder(), client.own.loadOlder()]
    expect(line.of('sync')).toHaveLength(n + 1)
    line.close(1006)
    await expect(a).rejects.toMatchObject({ code: 'unavailable' })
    await expect(b).rejects.toMatchObject({ code: 'unavailable' })
    expect(client.own.state.loadingOlder).toBe(false)
  })

  it('ignore a page that would leave a gap', async () => {
    const world = new World()
    const client = world.client({ history: (_id, q) => Promise.resolve(q.beforeSeq === undefined ? range(51, 60).map(n => message(n)) : [message(48), message(49)]) })
    await world.welcome(client, { conversation: { id: '17', last_seq: 60, rev: 60, unread: 0, status: 'open' } })
    await client.own.loadOlder()
    expect(seqs(client.own)).toEqual(range(51, 60))
  })
})

describe('order', () => {
  it('shows each seq once, in order, however they come', async () => {
    const { client, line } = await three()
    says(line, message(6), message(5), message(5), message(2), message(4), message(4), message(7))
    line.say({ type: 'messages', messages: [message(7), message(8)], rev: 8, unread: 0 })
    expect(seqs(client.own)).toEqual(range(1, 8))
  })

  it('tells each message once, in order', async () => {
    const world = new World()
    const client = world.client()
    const told: number[] = []
    client.on('message', ({ message: m }) => told.push(m.seq))
    const line = await world.welcome(client)
    says(line, message(2), message(1), message(3), message(3), message(1))
    expect(told).toEqual([1, 2, 3])
  })

  it('asks for a hole that lasts 500 ms, and not for one that closes', async () => {
    const { world, client, line } = await three()
    const n = line.of('sync').length
    says(line, message(5))
    await world.advance(499)
    says(line, message(4))
    await world.advance(1_000)
    expect(line.of('sync')).toHaveLength(n)
    says(line, message(8))
    await world.advance(499)
    expect(line.of('sync')).toHaveLength(n)
    await world.advance(1)
    expect(line.last('sync')).toMatchObject({ after_seq: 5 })
    synced(line, { messages: [message(6), message(7), message(8)], rev: 8 })
    expect(seqs(client.own)).toEqual(range(1, 8))
  })

  it('asks ever less often for a hole that sync does not fill', async () => {
    const { world, line } = await three()
    says(line, message(9))
    const asked: number[] = []
    let n = line.of('sync').length
    for (let ms = 0; ms < 8_000; ms += 100) {
      await world.advance(100)
      if (line.of('sync').length === n) continue
      n = line.of('sync').length
      asked.push(ms + 100)
      synced(line, { messages: [], rev: 3 })
    }
    expect(asked).toEqual([500, 1_500, 3_500, 7_500])
  })

  it('goes on while there is more', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 3, rev: 3, unread: 0, status: 'open' } })
    synced(line, { messages: range(1, 200).map(n => message(n)), has_more: true, rev: 450 })
    expect(line.last('sync')).toMatchObject({ after_seq: 200, after_rev: 450 })
    synced(line, { messages: range(201, 400).map(n => message(n)), has_more: true, rev: 450 })
    synced(line, { messages: range(401, 450).map(n => message(n)), rev: 450 })
    expect(client.own.state.headSeq).toBe(450)
  })

  it('does not spin when the desk says "more" and gives none', async () => {
    const { world, line } = await three()
    says(line, message(9))
    await world.advance(500)
    const n = line.of('sync').length
    synced(line, { messages: [], has_more: true, rev: 0 })
    expect(line.of('sync')).toHaveLength(n)
  })
})

describe('what was missed', () => {
  it.each([
    ['the last message', { last_seq: 4, rev: 4 }, true],
    ['a change', { last_seq: 3, rev: 4 }, true],
    ['nothing', { last_seq: 3, rev: 3 }, false],
  ])('a pong tells of %s', async (_what, standing, asks) => {
    const { line } = await three()
    const n = line.of('sync').length
    line.say({ type: 'pong', server_time: '2026-11-21T08:00:00.000Z', ...standing })
    expect(line.of('sync').length - n).toBe(asks ? 1 : 0)
    if (asks) expect(line.last('sync')).toMatchObject({ after_seq: 3, after_rev: 3 })
  })

  it('is asked for after a resync frame, once at a time', async () => {
    const { line } = await three()
    const n = line.of('sync').length
    line.say({ type: 'resync' }, { type: 'resync' }, { type: 'resync' })
    expect(line.of('sync')).toHaveLength(n + 1)
    synced(line, { rev: 3 })
    expect(line.of('sync')).toHaveLength(n + 2)
    synced(line, { rev: 3 })
    expect(line.of('sync')).toHaveLength(n + 2)
  })

  it('is asked for on the next connection, from where we stood', async () => {
    const { world, client, line } = await three()
    line.close(1001, 'going_away')
    await world.advance(3_000)
    world.line.accept().say(world.welcomeFrame('customer', { conversation: { id: '17', last_seq: 5, rev: 9, unread: 0, status: 'open' } }))
    expect(world.line.last('sync')).toMatchObject({ after_seq: 3, after_rev: 3 })
    synced(world.line, { messages: [message(4), message(5)], updated: [message(2, { text: null, recalled_at: '2026-11-21T08:01:00.000Z' })], rev: 9 })
    expect(seqs(client.own)).toEqual(range(1, 5))
    expect((client.own.state.items[1] as MessageItem).message.recalled_at).not.toBeNull()
  })

  it('is not asked for when a welcome says that there is nothing', async () => {
    const { world, line } = await three()
    line.close(1001, 'going_away')
    await world.advance(3_000)
    world.line.accept().say(world.welcomeFrame('customer', { conversation: { id: '17', last_seq: 3, rev: 3, unread: 0, status: 'open' } }))
    expect(world.line.of('sync')).toHaveLength(0)
  })

  it('is remembered over frames that skip a rev', async () => {
    const { world, line } = await three()
    // The recall of 2 (rev 4) was lost; message 4 raised it to 5.
    line.say({ type: 'message', message: message(4), rev: 5, unread: 0 })
    await world.advance(0)
    line.say({ type: 'pong', server_time: '2026-11-21T08:00:00.000Z', last_seq: 4, rev: 5 })
    expect(line.last('sync')).toMatchObject({ after_seq: 4, after_rev: 3 })
  })

  it('is asked for again when the desk is busy or silent', async () => {
    const { world, line } = await three()
    line.say({ type: 'resync' })
    const n = line.of('sync').length
    line.say({ type: 'error', id: line.last('sync').id, code: 'rate_limited', detail: '', retry_after_ms: 700 })
    await world.advance(700)
    expect(line.of('sync')).toHaveLength(n + 1)
    for (let i = 0; i < 20; i++) {
      await world.advance(1_000)
      line.say({ type: 'typing', conversation_id: '17', who: { role: 'agent', name: 'x' } })
    }
    expect(line.of('sync').length).toBeGreaterThan(n + 1)
  })
})

describe('changes of messages', () => {
  it('a recall is for good, whatever older answer comes late', async () => {
    const { client, line } = await three()
    line.say({ type: 'message.updated', message: message(2, { text: null, recalled_at: '2026-11-21T08:01:00.000Z' }) })
    says(line, message(2))
    const item = client.own.state.items[1] as MessageItem
    expect(item.message).toMatchObject({ text: null, recalled_at: '2026-11-21T08:01:00.000Z' })
  })

  it('an update of a message that is not held yet is kept for it', async () => {
    const { client, line } = await three()
    says(line, message(5))
    line.say({ type: 'message.updated', message: message(5, { text: null, recalled_at: '2026-11-21T08:01:00.000Z' }) })
    says(line, message(4))
    expect((client.own.state.items[4] as MessageItem).message.recalled_at).not.toBeNull()
  })

  it('what did not change is the same object', async () => {
    const { client, line } = await three()
    const before = client.own.state
    says(line, message(4))
    expect(client.own.state).not.toBe(before)
    expect(client.own.state.items.slice(0, 3).every((item, i) => item === before.items[i])).toBe(true)
  })
})

describe('receipts', () => {
  it('mark what the other side has read, also what comes after them', async () => {
    const { client, line } = await three()
    line.say({ type: 'receipt', conversation_id: '17', reader: 'desk', seq: 4, read_at: '2026-11-21T08:02:00.000Z' })
    says(line, message(4), message(5), message(6, fromAgent))
    const states = client.own.state.items.map(item => (item as MessageItem).delivery.state)
    expect(states).toEqual(['read', 'read', 'read', 'read', 'sent', 'received'])
    expect((client.own.state.items[3] as MessageItem).message.read_at).toBe('2026-11-21T08:02:00.000Z')
    line.say({ type: 'receipt', conversation_id: '17', reader: 'desk', seq: 2, read_at: '2026-11-21T08:01:00.000Z' })
    expect(client.own.state.read.desk).toBe(4)
  })

  it('come with a sync as well', async () => {
    const { client, line } = await three()
    line.say({ type: 'resync' })
    synced(line, { rev: 4, read_seq: { customer: 0, desk: 2 } })
    expect(client.own.state.items.map(item => (item as MessageItem).delivery.state)).toEqual(['read', 'read', 'sent'])
  })
})
