import type { Conversation, Note } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { aConversation, aMessage } from '../../../test/objects'
import type { SummaryChange } from '../../store/desk'
import { concerns, isNews, names } from './news'

const since = Date.parse('2026-11-21T03:00:00.000Z')
const unread = (rest: Partial<Conversation> = {}) => aConversation({ unread: 1, ...rest })
const answered = aMessage({ sender: { role: 'agent', id: '3', name: 'Han Mei' } })
const old = aMessage({ created_at: '2026-11-21T02:59:59.999Z' })

test.each<[string, Partial<SummaryChange>, boolean]>([
  ['a further message', { before: aConversation({ last_seq: 41 }) }, true],
  ['a new conversation', {}, true],
  ['one that a list of ours brought', { live: false }, false],
  ['one that was known, told again', { before: unread() }, false],
  ['a change that is no message', { before: unread(), now: unread({ tags: ['vip'], rev: 58 }) }, false],
  ['what an agent said', { before: aConversation({ last_seq: 41 }), now: unread({ last_message: answered }) }, false],
  ['what somebody has read already', { now: aConversation({ unread: 0 }) }, false],
  ['what was taken back', { now: unread({ last_message: aMessage({ recalled_at: '2026-11-21T03:05:00.000Z' }) }) }, false],
  ['an old message of a conversation that was not known', { now: unread({ last_message: old }) }, false],
  ['no message at all', { now: unread({ last_message: null, last_seq: 0 }) }, false],
])('%s', (_, change, expected) => {
  expect(isNews({ before: undefined, now: unread(), live: true, ...change }, since)).toBe(expected)
})

test('mine, nobody’s, and everybody’s', () => {
  const mine = aConversation({ assignee: { id: '3', name: 'Han Mei' } })
  const hers = aConversation({ assignee: { id: '4', name: 'Lin Tao' } })
  const nobodys = aConversation()
  const heard = (scope: 'mine' | 'all' | 'none') => [mine, hers, nobodys].map((conversation) => concerns(conversation, scope, '3'))
  expect(heard('mine')).toEqual([true, false, true])
  expect(heard('all')).toEqual([true, true, true])
  expect(heard('none')).toEqual([false, false, false])
})

test('a note that names me, unless I wrote it', () => {
  const note = (agent: string, mentions: string[]) => ({ agent: { id: agent, name: '' }, mentions }) as unknown as Note
  expect([names(note('4', ['3']), '3'), names(note('4', ['5']), '3'), names(note('3', ['3']), '3')]).toEqual([true, false, false])
})
