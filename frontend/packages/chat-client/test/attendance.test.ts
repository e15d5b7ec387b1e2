import { describe, expect, it } from 'vitest'
import type { ChatClient } from '../src'
import type { PresentFrame } from '../src/wire/frames'
import type { Conversation } from '../src/wire/types'
import { settle } from './clock'
import { World, summary } from './world'
import type { Line } from './world'

const PAGE = { url: 'https://shop.example/p/1', title: 'Aura Pro', since: '2026-11-21T03:04:05.678Z' }
const OTHER = { ...PAGE, url: 'https://shop.example/p/2' }

const talk = (id: string, customer: Partial<Conversation['customer']>, more: Partial<Conversation> = {}) => {
  const made = summary(id, more)
  return { ...made, customer: { ...made.customer, ...customer } }
}

/** Answers the last question; all that was asked unless told otherwise. */
function present(line: Line, online: readonly (string | { conversation_id: string, page: typeof PAGE })[], more: Partial<PresentFrame> = {}): void {
  const { id, conversation_ids: ids } = line.last('presence')
  line.say({
    type: 'present', id, answered: ids.length, has_more: false, ...more,
    customers: online.map(one => (typeof one === 'string' ? { conversation_id: one } : one)),
  })
}

/** An agent whose connection holds these, and knows who is there. */
async function knowing(...summaries: Conversation[]): Promise<{ world: World, client: ChatClient, line: Line }> {
  const world = new World()
  const client = world.client({ role: 'agent', identity: '3' })
  const line = await world.welcome(client)
  present(line, [])
  client.conversations.put(summaries)
  await world.advance(1_000)
  if (summaries.length > 0) present(line, summaries.flatMap(({ id, customer: { online, page } }) => (online ? [page ? { conversation_id: id, page: page as typeof PAGE } : id] : [])))
  return { world, client, line }
}

async function back(world: World): Promise<Line> {
  world.line.close(1006)
  const line = await world.redialled()
  line.accept().say(world.welcomeFrame('agent'))
  await settle()
  return line
}

const online = (client: ChatClient) => client.conversations.all().flatMap(({ id, customer }) => (customer.online ? [id] : []))

describe('who came and went while the line was broken', () => {
  it('is asked, those that are open first, and shown by the list and by what is open', async () => {
    const { world, client } = await knowing(talk('17', { online: true, page: PAGE }), talk('18', { online: false }), talk('19', { online: true, page: PAGE }))
    const view = client.open('19')
    const line = await back(world)
    expect(line.last('presence').conversation_ids).toEqual(['19', '17', '18'])
    const listed: (readonly string[])[] = []
    const told: unknown[] = []
    client.on('conversations', ({ ids }) => listed.push(ids))
    client.on('presence', e => told.push(e))
    present(line, ['18', { conversation_id: '17', page: OTHER }])
    expect(client.conversations.get('17')?.customer).toMatchObject({ online: true, page: OTHER })
    expect(client.conversations.get('18')?.customer).toMatchObject({ online: true, page: null })
    expect(client.conversations.get('19')?.customer).toMatchObject({ online: false, page: null })
    expect(view.state.online).toBe(false)
    expect(listed).toEqual([['19', '17', '18']])
    expect(told).toEqual([{ conversationId: '19', online: false }, { conversationId: '17', online: true }, { conversationId: '18', online: true }])
  })

  it('changes nothing that is as it was', async () => {
    const { world, client } = await knowing(talk('17', { online: true, page: PAGE }), talk('18', { online: false }))
    const before = client.conversations.all()
    const line = await back(world)
    client.on('conversations', () => expect.unreachable())
    present(line, [{ conversation_id: '17', page: { ...PAGE } }])
    client.conversations.all().forEach((now, i) => expect(now).toBe(before[i]))
  })

  it('is asked in pieces that the desk takes', async () => {
    const { world, client } = await knowing()
    client.conversations.put(Array.from({ length: 2_500 }, (_, i) => talk(String(i), { online: true })))
    const line = await back(world)
    const asked: number[] = []
    for (let i = 0; i < 3; i++) {
      asked.push(line.last('presence').conversation_ids.length)
      // The desk has no room for all of the second.
      present(line, line.last('presence').conversation_ids.slice(0, 1), i === 1 ? { answered: 600, has_more: true } : {})
    }
    expect(asked).toEqual([1_000, 1_000, 900])
    expect(online(client)).toEqual(['0', '1000', '1600'])
  })

  it('is not what is told behind the answer, and never what a summary says that is older', async () => {
    const { world, client } = await knowing(talk('17', { online: true }), talk('18', { online: true }))
    const line = await back(world)
    line.say({ type: 'presence', conversation_id: '17', online: true }) // before: the answer knows better
    present(line, ['18'])
    expect(online(client)).toEqual(['18'])
    line.say({ type: 'presence', conversation_id: '18', online: false })
    // Answers that were made a moment before, over the line and beside it.
    line.say({ type: 'changed', id: line.last('changes').id, conversations: [talk('17', { online: true, page: PAGE }, { rev: 5 })], cursor: 'c9', has_more: false })
    line.say({ type: 'conversation', conversation: talk('18', { online: true }, { rev: 5, tags: ['vip'] }) })
    client.conversations.put([talk('18', { online: true, name: 'Li' }, { rev: 6 })])
    expect(online(client)).toEqual([])
    expect(client.conversations.get('17')?.customer.page).toBeNull()
    expect(client.conversations.get('18')).toMatchObject({ rev: 6, customer: { name: 'Li' } })
    await world.advance(5_000)
    expect(line.of('presence')).toHaveLength(1)
  })

  it('is asked of those that come up later, together and once', async () => {
    const { world, client, line } = await knowing()
    line.say({ type: 'conversation', conversation: talk('20', { online: true }) })
    client.conversations.put([talk('21', { online: false })])
    line.say({ type: 'presence', conversation_id: '21', online: true })
    await world.advance(999)
    expect(line.of('presence')).toHaveLength(1)
    await world.advance(1)
    expect(line.last('presence').conversation_ids).toEqual(['20', '21'])
    present(line, ['21'])
    line.say({ type: 'conversation', conversation: talk('20', { online: true }, { rev: 2 }) })
    expect(online(client)).toEqual(['21'])
    await world.advance(5_000)
    expect(line.of('presence')).toHaveLength(2)
  })

  it('is what REST says while there is no line', async () => {
    const { world, client, line } = await knowing(talk('17', { online: true }))
    line.close(1006)
    client.conversations.put([talk('17', { online: false })])
    expect(online(client)).toEqual([])
    const next = await world.redialled()
    next.accept().say(world.welcomeFrame('agent'))
    expect(next.last('presence').conversation_ids).toEqual(['17'])
  })

  it('is asked again when there was no answer, and after a resync', async () => {
    const { world, client } = await knowing(talk('17', { online: true }))
    const line = await back(world)
    line.say({ type: 'error', id: line.last('presence').id, code: 'rate_limited', detail: '', retry_after_ms: 700 })
    await world.advance(700)
    expect(line.of('presence')).toHaveLength(2)
    await world.advance(11_000) // nothing came in time
    expect(line.of('presence')).toHaveLength(3)
    present(line, [])
    line.say({ type: 'resync' })
    present(line, ['17'])
    expect(online(client)).toEqual(['17'])
    expect(line.of('presence')).toHaveLength(4)
  })

  it('is not asked again of a desk that does not know the question', async () => {
    const { world, client } = await knowing(talk('17', { online: true }))
    const line = await back(world)
    line.say({ type: 'error', id: line.last('presence').id, code: 'unknown_type', detail: '' })
    line.say({ type: 'conversation', conversation: talk('17', { online: false }, { rev: 2 }) })
    expect(online(client)).toEqual([])
    await world.advance(30_000)
    expect(line.of('presence')).toHaveLength(1)
  })
})

describe('colleagues', () => {
  it.each(['the answer', 'a desk that has none'])('who left is offline, and who stayed never was (%s)', async (what) => {
    const { world, client, line } = await knowing()
    for (const id of ['4', '5']) line.say({ type: 'presence', agent: { id, name: id }, status: 'online' })
    const told: unknown[] = []
    client.on('presence', e => told.push(e))
    const next = await back(world)
    next.say({ type: 'presence', agent: { id: '5', name: '5' }, status: 'online' })
    expect(client.agentStatus.get('4')).toBe('online')
    if (what === 'the answer') present(next, [])
    else next.say({ type: 'error', id: next.last('presence').id, code: 'unknown_type', detail: '' })
    expect([...client.agentStatus]).toEqual([['4', 'offline'], ['5', 'online']])
    expect(told).toEqual([{ agent: '5', status: 'online' }, { agent: '4', status: 'offline' }])
  })

  it('who has closed it views it no more, and who still does never stopped', async () => {
    const { world, client, line } = await knowing(summary('17'), summary('18'))
    const [left, right] = [client.open('17'), client.open('18')]
    const wang = { id: '4', name: 'Wang' }
    for (const id of ['17', '18']) line.say({ type: 'viewing', conversation_id: id, agents: [wang] })
    const next = await back(world)
    next.say({ type: 'viewing', conversation_id: '18', agents: [wang] })
    expect([left.state.viewers, right.state.viewers]).toEqual([[wang], [wang]])
    present(next, [])
    expect([left.state.viewers, right.state.viewers]).toEqual([[], [wang]])
  })
})
