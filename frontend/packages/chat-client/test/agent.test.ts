import { describe, expect, it, vi } from 'vitest'
import type { ChatClient, ChatClientOptions, MessageItem, NoteItem } from '../src'
import type { ChangedFrame, SyncedFrame } from '../src/wire/frames'
import type { Conversation, Message, Note } from '../src/wire/types'
import { settle } from './clock'
import { World, fromAgent, message, seqs, summary } from './world'
import type { Line } from './world'

const T = '2026-11-21T08:01:00.000Z'

async function agent(options: Partial<ChatClientOptions> = {}): Promise<{ world: World, client: ChatClient, line: Line }> {
  const world = new World()
  const client = world.client({ role: 'agent', identity: '3', ...options })
  return { world, client, line: await world.welcome(client) }
}

async function reconnect(world: World): Promise<Line> {
  world.line.close(1006)
  const line = await world.redialled()
  return line.accept().say(world.welcomeFrame('agent', { cursor: 'c-new' })), line
}

function changed(line: Line, conversations: Conversation[], more: Partial<ChangedFrame> = {}): void {
  line.say({ type: 'changed', id: line.last('changes').id, conversations, cursor: 'c9', has_more: false, ...more })
}

function synced(line: Line, id: string, more: Partial<SyncedFrame> = {}): void {
  line.say({ type: 'synced', id: line.last('sync').id, conversation_id: id, messages: [], has_more: false, rev: 0, read_seq: { customer: 0, desk: 0 }, ...more })
}

const note = (n: number, more: Partial<Note> = {}): Note => ({
  id: `n${n}`, conversation_id: '17', after_seq: n, rev: n, agent: { id: '4', name: 'Wang' }, client_id: `x${n}`, text: `note ${n}`, mentions: [], created_at: T, ...more,
})

describe('the list', () => {
  it('follows messages without being told the summary anew', async () => {
    const { client, line } = await agent()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1, status: 'resolved' })])
    const ids: (readonly string[])[] = []
    client.on('conversations', e => ids.push(e.ids))
    const m = message(2)
    line.say({ type: 'message', message: m, conversations: [{ id: '17', rev: 2, unread: 1 }] })
    expect(client.conversations.get('17')).toMatchObject({ last_seq: 2, rev: 2, unread: 1, last_message: m, status: 'open', waiting_since: m.created_at })
    line.say({ type: 'message', message: message(3, fromAgent), conversations: [{ id: '17', rev: 3, unread: 1 }] })
    expect(client.conversations.get('17')).toMatchObject({ last_seq: 3, waiting_since: null, status: 'open' })
    expect(ids).toEqual([['17'], ['17']])
  })

  it('never goes back to a lower rev', async () => {
    const { client, line } = await agent()
    client.conversations.put([summary('17', { last_seq: 5, rev: 9, unread: 2 })])
    line.say(
      { type: 'conversation', conversation: summary('17', { rev: 8, unread: 7 }) },
      { type: 'unread', conversation_id: '17', unread: 7, rev: 8, unread_total: 2 },
      { type: 'message', message: message(4), conversations: [{ id: '17', rev: 8, unread: 7 }] },
    )
    expect(client.conversations.get('17')).toMatchObject({ rev: 9, unread: 2, last_seq: 5 })
    line.say({ type: 'conversation', conversation: summary('17', { rev: 9, unread: 2, last_seq: 5, tags: ['vip'] }) })
    expect(client.conversations.get('17')?.tags).toEqual(['vip'])
  })

  it('takes a summary that is older than a count, for all but the count', async () => {
    const { world, client } = await agent()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1, unread: 1 })])
    const line = await reconnect(world)
    await settle()
    // Somebody reads while the answer, which was made before, is on its way.
    line.say({ type: 'unread', conversation_id: '17', unread: 0, rev: 9, unread_total: 0 })
    changed(line, [summary('17', { last_seq: 5, rev: 8, unread: 4, tags: ['vip'], last_message: message(5) })])
    expect(client.conversations.get('17')).toMatchObject({ last_seq: 5, rev: 9, unread: 0, tags: ['vip'], last_message: message(5) })
    client.conversations.put([summary('17', { last_seq: 4, rev: 7, unread: 3 })])
    expect(client.conversations.get('17')).toMatchObject({ last_seq: 5, rev: 9, unread: 0, tags: ['vip'] })
  })

  it('keeps a message that was told before an older summary came', async () => {
    const { client, line } = await agent()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1 })])
    line.say({ type: 'message', message: message(6), conversations: [{ id: '17', rev: 10, unread: 2 }] })
    client.conversations.put([summary('17', { last_seq: 5, rev: 8, unread: 4, tags: ['vip'] })])
    expect(client.conversations.get('17')).toMatchObject({ last_seq: 6, rev: 10, unread: 2, tags: ['vip'], last_message: message(6) })
  })

  it('asks together for conversations that it does not know', async () => {
    const { world, client, line } = await agent()
    for (const id of ['20', '21', '22']) line.say({ type: 'message', message: message(1, { conversation_id: id }), conversations: [{ id, rev: 1, unread: 1 }] })
    await world.advance(300)
    expect(line.of('changes')).toHaveLength(1)
    expect(line.last('changes')).toMatchObject({ cursor: 'c0' })
    changed(line, [summary('20', { rev: 1 }), summary('21', { rev: 1 }), summary('22', { rev: 1 })])
    expect(client.conversations.all().map(c => c.id)).toEqual(['20', '21', '22'])
  })

  it('asks after a reconnect from the last cursor it can trust, page by page', async () => {
    const { world, client, line } = await agent()
    line.say({ type: 'pong', server_time: T, cursor: 'c5' })
    const next = await reconnect(world)
    expect(next.last('changes')).toMatchObject({ cursor: 'c5' })
    changed(next, [summary('17', { rev: 3 })], { cursor: 'c6', has_more: true })
    expect(next.last('changes')).toMatchObject({ cursor: 'c6' })
    changed(next, [summary('18', { rev: 3 })], { cursor: 'c7' })
    expect(next.of('changes')).toHaveLength(2)
    expect(client.conversations.all()).toHaveLength(2)
  })

  it('does not trust a pong\'s cursor while an answer from an older one is under way', async () => {
    const { world } = await agent()
    const line = await reconnect(world)
    line.say({ type: 'pong', server_time: T, cursor: 'c99' })
    line.close(1006)
    const next = await world.redialled()
    next.accept().say(world.welcomeFrame('agent', { cursor: 'c100' }))
    expect(next.last('changes')).toMatchObject({ cursor: 'c0' })
  })

  it('asks again when the desk could not answer', async () => {
    const { world, line } = await agent()
    line.say({ type: 'resync' })
    line.say({ type: 'error', id: line.last('changes').id, code: 'unavailable', detail: '' })
    await world.advance(1_000)
    expect(line.of('changes')).toHaveLength(2)
  })
})

describe('what arrives', () => {
  async function listening() {
    const all = await agent()
    const told: string[] = []
    all.client.on('arrived', ({ message: m, conversation: c }) => {
      told.push(`${m.id} of ${c.customer.name}, ${c.unread} unread`)
      expect(c).toBe(all.client.conversations.get(m.conversation_id))
      expect(c.last_seq).toBeGreaterThanOrEqual(m.seq)
    })
    return { ...all, told }
  }
  const says = (line: Line, id: string, seq: number, more: Partial<Message> = {}) =>
    line.say({ type: 'message', message: message(seq, { conversation_id: id, ...more }), conversations: [{ id, rev: seq, unread: seq }] })
  /** From before the welcome. */
  const EARLIER = { created_at: '2026-11-21T07:59:59.000Z' }

  it('is told once, with its conversation as it stands then, opened or not', async () => {
    const { client, line, told } = await listening()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1 }), summary('18', { last_seq: 1, rev: 1 })])
    client.open('18')
    synced(line, '18', { messages: [message(1, { conversation_id: '18' })], rev: 1 })
    for (let i = 0; i < 2; i++) for (const id of ['17', '18']) says(line, id, 2)
    expect(told).toEqual(['17-2 of Customer 17, 2 unread', '18-2 of Customer 18, 2 unread'])
  })

  it('waits for a conversation that is not known', async () => {
    const { world, line, told } = await listening()
    says(line, '20', 1)
    says(line, '20', 2)
    await world.advance(300)
    expect(told).toEqual([])
    changed(line, [summary('20', { last_seq: 2, rev: 2, unread: 2 })])
    expect(told).toEqual(['20-1 of Customer 20, 2 unread', '20-2 of Customer 20, 2 unread'])
  })

  it('is not what the list brought, even if the desk tells it again', async () => {
    const { client, line, told } = await listening()
    client.conversations.put([summary('17', { last_seq: 40, rev: 90 })])
    says(line, '17', 40, EARLIER)
    says(line, '99', 7, EARLIER)
    expect(told).toEqual([])
  })

  it('is what the list brought a moment before the frame came', async () => {
    const { client, line, told } = await listening()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1, unread: 1 })])
    says(line, '17', 1)
    expect(told).toEqual(['17-1 of Customer 17, 1 unread'])
  })

  it('is not what was missed: neither by changes, nor by sync, nor when it is told late', async () => {
    const { world, client, line, told } = await listening()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1 }), summary('18', { last_seq: 1, rev: 1 })])
    const live: boolean[] = []
    client.on('message', e => live.push(e.live))
    client.open('18')
    synced(line, '18', { messages: [message(1, { conversation_id: '18' })], rev: 1 })
    says(line, '17', 2)
    world.clock.now += 60_000
    const next = await reconnect(world)
    await settle()
    synced(next, '18', { messages: [message(2, { conversation_id: '18' })], rev: 2 })
    changed(next, [summary('17', { last_seq: 3, rev: 3, unread: 3 }), summary('18', { last_seq: 2, rev: 2 }), summary('21', { last_seq: 5, rev: 5 })])
    says(next, '17', 3)
    expect(told).toEqual(['17-2 of Customer 17, 2 unread'])
    expect(live).toEqual([true, false])
  })
})

describe('unread', () => {
  it('is the desk\'s count, in the list, the view and the total', async () => {
    const { client, line } = await agent()
    client.conversations.put([summary('17', { unread: 1, rev: 1, last_seq: 1 })])
    const view = client.open('17')
    const told: [string, number, number][] = []
    client.on('unread', e => told.push([e.conversationId, e.unread, e.total]))
    line.say({ type: 'unread', conversation_id: '17', unread: 0, rev: 2, unread_total: 5 })
    expect([client.conversations.get('17')?.unread, view.state.unread, client.unreadTotal]).toEqual([0, 0, 5])
    line.say({ type: 'message', message: message(2), conversations: [{ id: '17', rev: 3, unread: 1 }] })
    expect([client.conversations.get('17')?.unread, view.state.unread, client.unreadTotal]).toEqual([1, 1, 6])
    expect(told).toEqual([['17', 0, 5], ['17', 1, 6]])
  })

  it('counts in the total what no list has brought, once', async () => {
    const { client, line } = await agent()
    const first = { type: 'messages' as const, messages: [message(1), message(2)], conversations: [{ id: '17', rev: 2, unread: 2 }] }
    line.say(first, first)
    expect(client.unreadTotal).toBe(2)
    line.say({ type: 'message', message: message(3, fromAgent), conversations: [{ id: '17', rev: 3, unread: 2 }] })
    expect(client.unreadTotal).toBe(2)
  })
})

describe('a view', () => {
  it('loads from the summary, adds the activity, and is followed until it is closed', async () => {
    const activity = vi.fn(() => Promise.resolve([{ ...note(1), type: 'note' as const }]))
    const { client, line } = await agent({ activity })
    client.conversations.put([summary('17', { last_seq: 2, rev: 5 })])
    const view = client.open('17')
    expect(line.last('sync')).toMatchObject({ conversation_id: '17', after_seq: 0, after_rev: 5 })
    synced(line, '17', { messages: [message(1), message(2)], rev: 5, activity: [{ ...note(2), rev: 6, type: 'note' }] })
    await settle()
    expect(view.state.items.map(i => i.type)).toEqual(['message', 'note', 'message', 'note'])
    const again = client.open('17')
    expect(line.of('sync')).toHaveLength(1)
    again.close()
    line.say({ type: 'message', message: message(3), conversations: [{ id: '17', rev: 7, unread: 1 }] })
    expect(seqs(view)).toEqual([1, 2, 3])
    view.close()
    line.say({ type: 'message', message: message(4), conversations: [{ id: '17', rev: 8, unread: 2 }] })
    expect(seqs(view)).toEqual([1, 2, 3])
  })

  it('opened by its address, before any list, begins with the newest page and not with the first', async () => {
    const history = vi.fn(() => Promise.resolve([message(9_999), message(10_000)]))
    const { client, line } = await agent({ history })
    const view = client.open('17')
    await settle()
    expect(history).toHaveBeenCalledWith('17', { limit: 50 })
    expect(seqs(view)).toEqual([9_999, 10_000])
    expect(view.state.hasOlder).toBe(true)
    expect(line.of('sync').map(frame => frame.after_seq)).toEqual([10_000])
  })

  it('syncs on every new connection', async () => {
    const { world, client, line } = await agent()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1 })])
    client.open('17')
    synced(line, '17', { messages: [message(1)], rev: 1 })
    const next = await reconnect(world)
    expect(next.last('sync')).toMatchObject({ conversation_id: '17', after_seq: 1, after_rev: 1 })
  })

  it('looks again when a summary says that it missed a change', async () => {
    const { world, client, line } = await agent()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1 })])
    client.open('17')
    synced(line, '17', { messages: [message(1)], rev: 1 })
    const n = line.of('sync').length
    line.say({ type: 'conversation', conversation: summary('17', { last_seq: 1, rev: 2, status: 'pending' }) })
    line.say({ type: 'conversation', conversation: summary('17', { last_seq: 1, rev: 3, status: 'pending' }) })
    await world.advance(1_000)
    expect(line.of('sync')).toHaveLength(n + 1)
    expect(line.last('sync')).toMatchObject({ after_seq: 1, after_rev: 1 })
    synced(line, '17', { rev: 3 })
    line.say({ type: 'note', note: note(1, { rev: 4 }) }, { type: 'conversation', conversation: summary('17', { last_seq: 1, rev: 4 }) })
    await world.advance(1_000)
    expect(line.of('sync')).toHaveLength(n + 1) // the note was what changed
  })

  it('sends notes through the outbox and shows them once', async () => {
    const { client, line } = await agent()
    client.conversations.put([summary('17', { last_seq: 1, rev: 1 })])
    const view = client.open('17')
    synced(line, '17', { messages: [message(1)], rev: 1 })
    const id = view.sendNote('look at this', ['4'])
    expect(view.state.items[1]).toMatchObject({ type: 'note', delivery: { state: 'sending' } })
    const sent = line.last('note.send')
    expect(sent).toMatchObject({ client_id: id, conversation_id: '17', text: 'look at this', mentions: ['4'] })
    const stored = note(1, { id: 'n77', rev: 2, client_id: id, text: 'look at this' })
    line.say({ type: 'ack', id: sent.id, note: stored }, { type: 'note', note: stored })
    const notes = view.state.items.filter((i): i is NoteItem => i.type === 'note')
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatchObject({ key: `c:${id}`, delivery: { state: 'sent' } })
  })

  it('knows whose messages may be recalled', async () => {
    const { client, line } = await agent()
    client.conversations.put([summary('17')])
    const view = client.open('17')
    line.say({ type: 'messages', messages: [message(1), message(2, fromAgent), message(3, { sender: { role: 'agent', id: '4', name: 'Wang' } })], conversations: [{ id: '17', rev: 3, unread: 1 }] })
    expect((view.state.items as MessageItem[]).map(i => [i.own, i.mine])).toEqual([[false, false], [true, true], [true, false]])
    const recalled = view.recall('17-2')
    line.say({ type: 'ack', id: line.last('message.recall').id })
    await recalled
    const refused = view.recall('17-3')
    line.say({ type: 'error', id: line.last('message.recall').id, code: 'forbidden', detail: 'not yours' })
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('forgets what was sent from a view that is closed since', async () => {
    const { world, client, line } = await agent()
    const view = client.open('17')
    view.send({ kind: 'text', text: 'bye' })
    view.close()
    const sent = line.last('message.send')
    line.say({ type: 'ack', id: sent.id, message: message(9, { ...fromAgent, client_id: sent.client_id, text: 'bye' }) })
    expect(world.disk.size).toBe(0)
    expect(client.open('17').state.items).toEqual([])
  })
})

describe('people', () => {
  it('typing is told each 3 s, shown, and forgotten after 5', async () => {
    const { world, client, line } = await agent()
    const view = client.open('17')
    for (let i = 0; i < 7; i++) {
      view.typing()
      await world.advance(500)
    }
    expect(line.of('typing')).toHaveLength(2)
    line.say({ type: 'typing', conversation_id: '17', who: { role: 'customer', name: 'Li Lei' } })
    await world.advance(4_999)
    expect(view.state.typing).toEqual([{ role: 'customer', name: 'Li Lei' }])
    await world.advance(1)
    expect(view.state.typing).toEqual([])
    line.say({ type: 'typing', conversation_id: '17', who: { role: 'customer', name: 'Li Lei' } })
    line.say({ type: 'message', message: message(1), conversations: [{ id: '17', rev: 1, unread: 1 }] })
    expect(view.state.typing).toEqual([])
  })

  it('a customer who types is told of any conversation, an agent who does is not', async () => {
    const { client, line } = await agent()
    const told: string[] = []
    client.on('typing', ({ conversationId }) => told.push(conversationId))
    line.say(
      { type: 'typing', conversation_id: '18', who: { role: 'customer', name: 'Li Lei' } },
      { type: 'typing', conversation_id: '19', who: { role: 'agent', name: 'Wang', id: '4' } },
    )
    expect(told).toEqual(['18'])
  })

  it('typing is told at once after a message, which ends it on the other side', async () => {
    const { client, line } = await agent()
    const view = client.open('17')
    view.typing()
    view.send({ kind: 'text', text: 'hello' })
    view.typing()
    view.typing()
    expect(line.of('typing')).toHaveLength(2)
  })

  it('colleagues who type are shown apart from the customer, oneself on another device is not', async () => {
    const { world, client, line } = await agent()
    const view = client.open('17')
    line.say({ type: 'typing', conversation_id: '17', who: { role: 'agent', name: 'Wang', id: '4' } }, { type: 'typing', conversation_id: '17', who: { role: 'agent', name: 'Han Mei', id: '3' } })
    expect([view.state.writers, view.state.typing]).toEqual([[{ id: '4', name: 'Wang' }], []])
    await world.advance(5_000)
    expect(view.state.writers).toEqual([])
    line.say({ type: 'typing', conversation_id: '17', who: { role: 'agent', name: 'Wang', id: '4' } })
    line.say({ type: 'note', note: { id: '17-r2', conversation_id: '17', after_seq: 0, rev: 2, agent: { id: '4', name: 'Wang' }, text: 'mine', mentions: [], created_at: new Date(0).toISOString() } })
    expect(view.state.writers).toEqual([])
  })

  it('a note that is being written is told as internal, and what follows for the customer at once', async () => {
    const { client, line } = await agent()
    const view = client.open('17')
    view.typing(true)
    view.typing(true)
    view.typing()
    view.typing(true)
    expect(line.of('typing').map(f => f.internal)).toEqual([true, undefined])
  })

  it('viewing is told, told again on a new connection, and taken back', async () => {
    const { world, client, line } = await agent()
    client.setViewing('17')
    expect(line.last('viewing')).toMatchObject({ conversation_id: '17' })
    const next = await reconnect(world)
    expect(next.last('viewing')).toMatchObject({ conversation_id: '17' })
    client.setViewing(null)
    expect(next.last('viewing').conversation_id).toBeUndefined()
    const view = client.open('17')
    next.say({ type: 'viewing', conversation_id: '17', agents: [{ id: '3', name: 'Han Mei' }, { id: '4', name: 'Wang' }] })
    expect(view.state.viewers).toEqual([{ id: '4', name: 'Wang' }])
  })

  it('presence of customers and agents', async () => {
    const { client, line } = await agent()
    client.conversations.put([summary('17', { customer: { openid: 'o1', name: 'x', channel: 'web', online: false } })])
    const view = client.open('17')
    expect(view.state.online).toBe(false)
    line.say({ type: 'presence', conversation_id: '17', online: true }, { type: 'presence', agent: { id: '4', name: 'Wang' }, status: 'online' })
    expect(view.state.online).toBe(true)
    expect(client.conversations.get('17')?.customer.online).toBe(true)
    expect(client.agentStatus.get('4')).toBe('online')
  })

  it('the page that a visitor is on, until they are gone', async () => {
    const { client, line } = await agent()
    client.conversations.put([summary('17', { customer: { openid: 'o1', name: 'x', channel: 'web', online: false } })])
    const page = { url: 'https://shop.example/p/1', title: 'Aura Pro', since: '2026-11-21T03:04:05.678Z' }
    const shown = () => client.conversations.get('17')?.customer.page
    line.say({ type: 'presence', conversation_id: '17', online: true, page })
    expect(shown()).toEqual(page)
    line.say({ type: 'presence', conversation_id: '17', online: true })
    expect(shown()).toEqual(page)
    line.say({ type: 'presence', conversation_id: '17', online: false })
    expect(shown()).toBeNull()
  })
})
