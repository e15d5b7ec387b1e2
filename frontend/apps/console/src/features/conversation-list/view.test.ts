import type { Conversation } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { aConversation } from '../../../test/objects'
import { inView, sortOf, type ListView } from './view'

const mine = aConversation({ assignee: { id: '7', name: 'Han Mei' } })
const nobodys = aConversation({ assignee: null, status: 'pending' })
const silent = aConversation({ last_seq: 0, last_message: null })

test.each<[string, Conversation, Partial<ListView>, boolean]>([
  ['mine in mine', mine, { who: 'mine' }, true],
  ['mine in unassigned', mine, { who: 'unassigned' }, false],
  ['mine in everyone’s', mine, {}, true],
  ['nobody’s in unassigned', nobodys, { who: 'unassigned' }, true],
  ['pending in open', nobodys, { status: 'open' }, false],
  ['pending in pending', nobodys, { status: 'pending' }, true],
  ['one in which nothing was said', silent, {}, false],
])('%s', (_, conversation, view, expected) => {
  expect(inView(conversation, { status: 'all', who: 'everyone', sort: 'newest', ...view }, '7')).toBe(expected)
})

test('what is resolved has one order', () => {
  expect(sortOf({ status: 'open', who: 'mine', sort: 'waiting' })).toBe('waiting')
  expect(sortOf({ status: 'resolved', who: 'mine', sort: 'waiting' })).toBe('newest')
})
