import type { Conversation } from '@kefu/chat-client'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Line, welcome } from '../../test/line'
import { aConversation, aMessage } from '../../test/objects'
import { useDesk } from './desk'
import { useSession } from './session'
import { useTally } from './tally'
import { useTyping } from './typing'

beforeEach(async () => {
  vi.stubGlobal('WebSocket', Line)
  vi.useFakeTimers()
  setActivePinia(createPinia())
  useSession().me = { id: '3', name: 'Han Mei', role: 'agent' }
  useDesk().start('3')
  await vi.advanceTimersByTimeAsync(0)
  Line.last.onopen?.()
  Line.last.tell(welcome)
})

afterEach(() => {
  useDesk().stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const mine = { id: '3', name: 'Han Mei' }
const hers = { id: '4', name: 'Lin Tao' }
const put = (...conversations: Conversation[]) => useDesk().put(conversations)

test('counts what is mine, nobody’s and everybody’s, by status', () => {
  const tally = useTally()
  put(
    aConversation({ id: '1', assignee: mine, unread: 2 }),
    aConversation({ id: '2', assignee: hers, unread: 4 }),
    aConversation({ id: '3', unread: 1 }),
    aConversation({ id: '4', status: 'pending', assignee: mine, unread: 8 }),
    aConversation({ id: '5', last_seq: 0, last_message: null }),
    aConversation({ id: '6', status: 'resolved', unread: 16 }),
  )
  expect(tally.counts.open).toEqual({
    mine: { conversations: 1, unread: 2 },
    unassigned: { conversations: 1, unread: 1 },
    everyone: { conversations: 3, unread: 7 },
  })
  expect(tally.counts.pending.mine).toEqual({ conversations: 1, unread: 8 })
  expect(tally.unreadForMe()).toBe(11)
})

test('begins with what is known already', () => {
  put(aConversation({ id: '1' }))
  expect(useTally().counts.open.everyone.conversations).toBe(1)
})

test('after any number of changes it is what counting anew would give; whoever comes next begins with nothing', () => {
  const tally = useTally()
  let seed = 5
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
  for (let rev = 1; rev <= 2000; rev++) {
    put(aConversation({
      id: String(random(100)), rev, unread: random(3), last_seq: 42, assignee: [mine, hers, null][random(3)] ?? null,
      status: (['open', 'pending', 'resolved'] as const)[random(3)] ?? 'open',
    }))
  }
  const all = [...useDesk().summaries.values()]
  const open = all.filter(({ status }) => status === 'open')
  expect(tally.counts.open.everyone).toEqual({ conversations: open.length, unread: open.reduce((sum, { unread }) => sum + unread, 0) })
  expect(tally.counts.open.mine.conversations).toBe(open.filter(({ assignee }) => assignee?.id === '3').length)

  useDesk().stop()
  expect(tally.counts.open.everyone).toEqual({ conversations: 0, unread: 0 })
})

test('a customer types until the words are there, or for five seconds', () => {
  const typing = useTyping()
  const types = () => Line.last.tell({ type: 'typing', conversation_id: '17', who: { role: 'customer', name: 'Li Lei' } })
  put(aConversation({ last_seq: 1 }))
  types()
  expect(typing.types('17')).toBe(true)
  vi.advanceTimersByTime(3000)
  types()
  vi.advanceTimersByTime(4000)
  expect(typing.types('17')).toBe(true)
  vi.advanceTimersByTime(1000)
  expect(typing.types('17')).toBe(false)
  types()
  Line.last.tell({ type: 'message', message: aMessage({ id: '17-2', seq: 2, client_id: 'c2' }), conversations: [{ id: '17', rev: 58, unread: 1 }] })
  expect(typing.types('17')).toBe(false)
})
