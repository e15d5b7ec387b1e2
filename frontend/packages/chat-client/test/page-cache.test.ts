import { describe, expect, it } from 'vitest'
import type { ChatClient } from '../src'
import { settle } from './clock'
import { World, fromAgent, message, seqs } from './world'

/** A client that has seen messages 1 to 3 and is gone. */
async function seen(): Promise<World> {
  const world = new World()
  const client = world.client({ cache: true })
  const line = await world.welcome(client, { conversation: { id: '17', last_seq: 3, rev: 3, unread: 0, status: 'open' } })
  line.say({ type: 'synced', id: line.last('sync').id, conversation_id: '17', messages: [1, 2, 3].map(n => message(n, fromAgent)), has_more: false, rev: 3, read_seq: { customer: 3, desk: 0 } })
  await world.advance(1_000)
  client.close()
  return world
}

const again = (world: World, more: object = {}): ChatClient => world.client({ cache: true, ...more })

describe('the page that was seen last', () => {
  it('is shown before there is any connection', async () => {
    const client = again(await seen())
    expect(seqs(client.own)).toEqual([1, 2, 3])
    expect(client.own.state).toMatchObject({ loaded: true, hasOlder: false })
    expect(client.own.id).toBe('17')
  })

  it('is followed by what came since, which is told as news', async () => {
    const world = await seen()
    const client = again(world)
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 4, rev: 4, unread: 1, status: 'open' } })
    expect(line.of('sync')).toMatchObject([{ after_seq: 3, after_rev: 3 }])
    line.say({ type: 'synced', id: line.last('sync').id, conversation_id: '17', messages: [message(4, fromAgent)], has_more: false, rev: 4, read_seq: { customer: 3, desk: 0 } })
    expect(seqs(client.own)).toEqual([1, 2, 3, 4])
  })

  it('gives way to the newest page where history is read another way, even if nothing came since', async () => {
    const world = await seen()
    const fresh = [1, 2, 3].map(n => message(n, { ...fromAgent, text: `fresh ${n}` }))
    const client = again(world, { history: () => Promise.resolve(fresh) })
    await world.welcome(client, { conversation: { id: '17', last_seq: 3, rev: 3, unread: 0, status: 'open' } })
    await settle()
    expect(client.own.state.items.map(item => (item.type === 'message' ? item.message.text : ''))).toEqual(['fresh 1', 'fresh 2', 'fresh 3'])
  })

  it('is forgotten where so much came since that there would be a hole', async () => {
    const world = await seen()
    const client = again(world)
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 900, rev: 900, unread: 0, status: 'open' } })
    expect(line.last('sync').after_seq).toBe(850)
    expect(seqs(client.own)).toEqual([])
  })

  it.each(['{', 'null', '{"v":1}', '{"v":1,"conversationId":"17","rev":1,"messages":[]}', '{"v":1,"conversationId":"17","rev":1,"messages":[{}]}'])('is none when the storage holds %s', (junk) => {
    const world = new World()
    world.disk.set('kefu.page.o1', junk)
    expect(again(world).own.state).toMatchObject({ loaded: false, items: [] })
  })

  it('is not kept unless asked for', async () => {
    const world = await seen()
    expect(seqs(world.client().own)).toEqual([])
  })
})
