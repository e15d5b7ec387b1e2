import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Line, welcome } from '../../test/line'
import { aConversation, aMessage } from '../../test/objects'
import { Roster } from '../features/conversation-list/roster'
import { useDesk } from './desk'

beforeEach(() => {
  vi.stubGlobal('WebSocket', Line)
  vi.useFakeTimers()
  setActivePinia(createPinia())
})

afterEach(() => {
  useDesk().stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Starts work; the socket is opened a moment after. */
async function dial() {
  const desk = useDesk()
  desk.start('3')
  await vi.advanceTimersByTimeAsync(0)
  return desk
}

async function working() {
  const desk = await dial()
  Line.last.onopen?.()
  Line.last.tell(welcome)
  desk.put([
    aConversation({ id: '1', rev: 5, last_seq: 1, unread: 1, last_message: said('1', 1, '02:00') }),
    aConversation({ id: '2', rev: 5, last_seq: 1, unread: 3, last_message: said('2', 1, '02:30') }),
  ])
  return { desk, tell: (frame: object) => Line.last.tell(frame) }
}

const said = (id: string, seq: number, time: string) =>
  aMessage({ id: `${id}-${seq}`, conversation_id: id, seq, client_id: `${id}:${seq}`, created_at: `2026-11-21T${time}:00.000Z` })

const order = (desk: ReturnType<typeof useDesk>) => new Roster(desk.summaries.values(), () => true, 'newest').ids(null)

test('asks for the contract’s subprotocol on this origin, without a token', async () => {
  await working()
  expect(Line.last.url).toBe('ws://localhost:3000/ws')
  expect(Line.last.protocol).toBe('kefu.v1')
})

test('is ready, and knows the total, once it is welcomed', async () => {
  const desk = await dial()
  expect([desk.ready, desk.online]).toEqual([false, false])
  Line.last.onopen?.()
  Line.last.tell(welcome)
  expect([desk.ready, desk.online, desk.unreadTotal]).toEqual([true, true, 4])
})

test('a message lifts its conversation, with the desk’s own count of unread', async () => {
  const { desk, tell } = await working()
  expect(order(desk)).toEqual(['2', '1'])
  tell({ type: 'message', message: said('1', 2, '03:00'), conversations: [{ id: '1', rev: 6, unread: 2 }] })
  expect(order(desk)).toEqual(['1', '2'])
  expect(desk.summaries.get('1')).toMatchObject({ unread: 2, last_seq: 2, last_message: { id: '1-2' } })
  expect(desk.unreadTotal).toBe(5)
})

test('the same message again counts nothing', async () => {
  const { desk, tell } = await working()
  const frame = { type: 'message', message: said('1', 2, '03:00'), conversations: [{ id: '1', rev: 6, unread: 2 }] }
  tell(frame)
  tell(frame)
  expect(desk.summaries.get('1')?.unread).toBe(2)
  expect(desk.unreadTotal).toBe(5)
})

test('a read by anybody empties the badge and moves nothing', async () => {
  const { desk, tell } = await working()
  tell({ type: 'unread', conversation_id: '2', unread: 0, rev: 6, unread_total: 1 })
  expect(desk.summaries.get('2')?.unread).toBe(0)
  expect(desk.unreadTotal).toBe(1)
  expect(order(desk)).toEqual(['2', '1'])
})

test('a summary of a lower rev changes nothing', async () => {
  const { desk, tell } = await working()
  tell({ type: 'conversation', conversation: aConversation({ id: '2', rev: 4, unread: 9, status: 'resolved' }) })
  expect(desk.summaries.get('2')).toMatchObject({ rev: 5, unread: 3, status: 'open' })
})

test('a new conversation comes into the list', async () => {
  const { desk, tell } = await working()
  tell({ type: 'conversation', conversation: aConversation({ id: '7', rev: 1, last_message: said('7', 1, '03:01'), unread: 1 }) })
  expect(order(desk)).toEqual(['7', '2', '1'])
})

test('an online customer shows', async () => {
  const { desk, tell } = await working()
  tell({ type: 'presence', conversation_id: '1', online: false })
  expect(desk.summaries.get('1')?.customer.online).toBe(false)
  tell({ type: 'presence', conversation_id: '1', online: true })
  expect(desk.summaries.get('1')?.customer.online).toBe(true)
})

test('whoever logs in next sees nothing of the one before', async () => {
  const { desk } = await working()
  desk.stop()
  expect([desk.summaries.size, desk.unreadTotal, desk.ready, desk.connection.name]).toEqual([0, 0, false, 'idle'])
})
