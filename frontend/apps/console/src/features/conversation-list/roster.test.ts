import type { Conversation } from '@kefu/chat-client'
import { describe, expect, test } from 'vitest'
import { aConversation, aMessage } from '../../../test/objects'
import { placeOf, spokeAt, type Sort } from './order'
import { Roster } from './roster'

const at = (minute: number) => new Date(Date.parse('2026-11-21T10:00:00.000Z') + minute * 60_000).toISOString()

const spoke = (id: string, minute: number, rest: Partial<Conversation> = {}) =>
  aConversation({ id, last_message: aMessage({ created_at: at(minute) }), ...rest })

const everything = () => true
const roster = (all: Conversation[], sort: Sort = 'newest') => new Roster(all, everything, sort)

describe('newest', () => {
  test('orders by the newest activity', () => {
    expect(roster([spoke('1', 5), spoke('2', 9), spoke('3', 7)]).ids(null)).toEqual(['2', '3', '1'])
  })

  test('orders the same moment by id as a number, newest first', () => {
    expect(roster([spoke('9', 5), spoke('10', 5), spoke('8', 5)]).ids(null)).toEqual(['10', '9', '8'])
  })

  test('a change that is not a message does not move a conversation', () => {
    const list = roster([spoke('1', 5), spoke('2', 6)])
    expect(list.update(spoke('1', 5, { updated_at: at(60), tags: ['vip'] }))).toBe(false)
    expect(list.ids(null)).toEqual(['2', '1'])
  })

  test('keeps out what stands beyond the loaded pages', () => {
    const list = roster([spoke('1', 5), spoke('2', 6), spoke('3', 7)])
    expect(list.ids(placeOf(spoke('2', 6), 'newest'))).toEqual(['3', '2'])
    expect(list.ids(placeOf(spoke('7', 6), 'newest'))).toEqual(['3'])
  })
})

test('waiting: the longest first, behind them the newest', () => {
  const all = [spoke('1', 50), spoke('2', 40), spoke('3', 9, { waiting_since: at(8) }), spoke('4', 20, { waiting_since: at(2) })]
  expect(roster(all, 'waiting').ids(null)).toEqual(['4', '3', '1', '2'])
})

test('priority: urgent before high before the rest, within each the longest waiting', () => {
  const all = [
    spoke('1', 50, { priority: 'low', waiting_since: at(0) }),
    spoke('2', 40),
    spoke('3', 9, { waiting_since: at(8) }),
    spoke('4', 20, { priority: 'high' }),
    spoke('5', 1, { priority: 'urgent' }),
    spoke('6', 2, { priority: 'urgent', waiting_since: at(1) }),
  ]
  expect(roster(all, 'priority').ids(null)).toEqual(['6', '5', '4', '3', '2', '1'])
})

test('comes, moves and goes as it is told', () => {
  const mine = (conversation: Conversation) => conversation.status === 'open'
  const list = new Roster([spoke('1', 5), spoke('2', 6), spoke('3', 7, { status: 'resolved' })], mine, 'newest')
  expect(list.ids(null)).toEqual(['2', '1'])
  expect(list.update(spoke('1', 8))).toBe(true)
  expect(list.ids(null)).toEqual(['1', '2'])
  expect(list.update(spoke('3', 7))).toBe(true)
  expect(list.ids(null)).toEqual(['1', '3', '2'])
  expect(list.update(spoke('1', 8, { status: 'pending' }))).toBe(true)
  expect(list.ids(null)).toEqual(['3', '2'])
  expect(list.update(spoke('1', 9, { status: 'pending' }))).toBe(false)
})

test('after any number of changes it is what sorting anew would give', () => {
  let seed = 7
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
  for (const sort of ['newest', 'waiting', 'priority'] as const) {
    const all = new Map<string, Conversation>()
    const list = new Roster([], (c) => c.status === 'open', sort)
    for (let i = 0; i < 3000; i++) {
      const changed = spoke(String(random(200)), random(90), {
        status: random(4) === 0 ? 'pending' : 'open',
        priority: (['low', 'normal', 'high', 'urgent'] as const)[random(4)],
        waiting_since: random(2) === 0 ? null : at(random(90)),
      })
      all.set(changed.id, changed)
      list.update(changed)
    }
    expect(list.ids(null)).toEqual(new Roster(all.values(), (c) => c.status === 'open', sort).ids(null))
  }
})

test('who has not written yet stands by the making of the conversation', () => {
  expect(spokeAt(aConversation({ last_message: null, created_at: at(3) }))).toBe(Date.parse(at(3)))
})
