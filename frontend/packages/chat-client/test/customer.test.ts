import { describe, expect, it } from 'vitest'
import type { ChatClient } from '../src'
import { World, fromAgent, message } from './world'
import type { Line } from './world'

async function customer(unread = 0): Promise<{ world: World, client: ChatClient, line: Line }> {
  const world = new World()
  const client = world.client()
  const line = await world.welcome(client, { conversation: { id: '17', last_seq: 3, rev: 3, unread, status: 'open' } })
  line.say({
    type: 'synced', id: line.last('sync').id, conversation_id: '17', messages: [1, 2, 3].map(n => message(n, fromAgent)), has_more: false, rev: 3,
    read_seq: { customer: 3 - unread, desk: 0 }, unread,
  })
  return { world, client, line }
}

describe('reading', () => {
  it('tells what was seen, no more than what is held, and never twice', async () => {
    const { client, line } = await customer(3)
    client.own.markRead(2)
    expect(line.of('message.read').map(f => f.seq)).toEqual([2])
    client.own.markRead(1)
    client.own.markRead(99)
    expect(line.of('message.read')).toHaveLength(1) // one at a time
    line.say({ type: 'ack', id: line.last('message.read').id })
    expect(line.of('message.read').map(f => f.seq)).toEqual([2, 3])
    line.say({ type: 'ack', id: line.last('message.read').id })
    client.own.markRead()
    expect(line.of('message.read')).toHaveLength(2)
  })

  it('tells nothing when all is read', async () => {
    const { client, line } = await customer(0)
    client.own.markRead()
    expect(line.of('message.read')).toHaveLength(0)
  })

  it('tells it on the next connection when this one broke, and later when the desk is busy', async () => {
    const { world, client, line } = await customer(3)
    client.own.markRead()
    line.close(1006)
    const next = await world.redialled()
    next.accept().say(world.welcomeFrame('customer', { conversation: { id: '17', last_seq: 3, rev: 3, unread: 3, status: 'open' } }))
    expect(next.last('message.read').seq).toBe(3)
    next.say({ type: 'error', id: next.last('message.read').id, code: 'rate_limited', detail: '', retry_after_ms: 400 })
    await world.advance(400)
    expect(next.of('message.read')).toHaveLength(2)
  })

  it('is not told again when another device has read as far', async () => {
    const { client, line } = await customer(3)
    line.say({ type: 'receipt', conversation_id: '17', reader: 'customer', seq: 3, read_at: '2026-11-21T08:02:00.000Z' })
    client.own.markRead()
    expect(line.of('message.read')).toHaveLength(0)
  })
})

describe('sending', () => {
  it('an ack that says the rev is all that is told of an own message: nothing is asked again', async () => {
    const { world, client, line } = await customer()
    const asked = line.of('sync').length
    client.own.send({ kind: 'text', text: 'hello' })
    const sent = line.last('message.send')
    line.say({ type: 'ack', id: sent.id, message: message(4, { client_id: sent.client_id }), rev: 4 })
    line.say({ type: 'pong', id: 1, server_time: '2026-11-21T08:02:00.000Z', last_seq: 4, rev: 4 })
    await world.advance(5_000)
    expect(line.of('sync')).toHaveLength(asked)
    line.say({ type: 'pong', id: 2, server_time: '2026-11-21T08:02:00.000Z', last_seq: 4, rev: 5 })
    expect(line.of('sync')).toHaveLength(asked + 1)
  })
})

describe('unread', () => {
  it('is the desk\'s count of the highest rev', async () => {
    const { client, line } = await customer(1)
    expect(client.own.state.unread).toBe(1)
    line.say({ type: 'message', message: message(4, fromAgent), rev: 4, unread: 2 })
    expect(client.own.state.unread).toBe(2)
    line.say({ type: 'unread', unread: 0, rev: 6 }, { type: 'unread', unread: 9, rev: 5 })
    expect([client.own.state.unread, client.unreadTotal]).toEqual([0, 0])
  })

  it('comes with a welcome and with a sync', async () => {
    const { world, client, line } = await customer(1)
    line.close(1006)
    const next = await world.redialled()
    next.accept().say(world.welcomeFrame('customer', { conversation: { id: '17', last_seq: 5, rev: 9, unread: 3, status: 'open' } }))
    expect(client.own.state.unread).toBe(3)
    next.say({ type: 'synced', id: next.last('sync').id, conversation_id: '17', messages: [], has_more: false, rev: 10, read_seq: { customer: 5, desk: 0 }, unread: 0 })
    expect(client.own.state.unread).toBe(0)
  })
})

describe('the desk', () => {
  it('says whether somebody is there', async () => {
    const { client, line } = await customer()
    expect(client.availability).toEqual({ available: null, opensAt: null })
    line.say({ type: 'presence', available: false, opens_at: '2026-11-22T01:00:00.000Z' })
    expect(client.availability).toEqual({ available: false, opensAt: '2026-11-22T01:00:00.000Z' })
  })

  it('says it anew on each connection', async () => {
    const { world, client, line } = await customer()
    line.say({ type: 'presence', available: true })
    line.close(1006)
    const next = await world.redialled()
    const told: unknown[] = []
    client.on('presence', e => told.push(e))
    next.accept().say(world.welcomeFrame('customer', { conversation: { id: '17', last_seq: 3, rev: 3, unread: 0, status: 'open' } }), { type: 'presence', available: false })
    expect(client.availability).toEqual({ available: false, opensAt: null })
    expect(told).toEqual([{ availability: { available: false, opensAt: null } }])
  })

  it('broadcasts: each announcement is shown once, where it came', async () => {
    const { client, line } = await customer()
    const frame = { type: 'announcement' as const, id: 'a1', text: 'Closed tomorrow', created_at: '2026-11-21T08:02:00.000Z' }
    line.say(frame, frame, { type: 'message', message: message(4, fromAgent), rev: 4, unread: 1 })
    expect(client.own.state.items.map(i => i.type)).toEqual(['message', 'message', 'message', 'announcement', 'message'])
  })

  it('tells the time', async () => {
    const { world, client, line } = await customer()
    line.say({ type: 'pong', server_time: new Date(world.now() + 90_000).toISOString(), last_seq: 3, rev: 3 })
    expect(client.clockOffset).toBe(90_000)
  })
})

describe('roles', () => {
  it('each has only what is theirs', async () => {
    const { world, client } = await customer()
    expect(() => client.open('17')).toThrow()
    expect(() => world.client({ role: 'agent', identity: '3' }).own).toThrow()
  })
})

describe('the page that the visitor is on', () => {
  it('is told, and told again on a new connection', async () => {
    const { world, client, line } = await customer()
    client.setPage('https://shop.example/p/7', 'Headphones')
    expect(line.last('page')).toEqual({ type: 'page', url: 'https://shop.example/p/7', title: 'Headphones' })
    line.close(1006)
    const next = await world.redialled()
    next.accept().say(world.welcomeFrame('customer', { conversation: { id: '17', last_seq: 3, rev: 3, unread: 0, status: 'open' } }))
    expect(next.last('page')).toMatchObject({ url: 'https://shop.example/p/7' })
  })

  it('waits for the first connection', async () => {
    const world = new World()
    const client = world.client()
    client.setPage('https://shop.example/', '')
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 0, rev: 0, unread: 0, status: 'open' } })
    expect(line.of('page')).toHaveLength(1)
  })
})
