import type { Conversation } from '@kefu/chat-client'
import { describe, expect, test } from 'vitest'
import { aConversation, aMessage } from '../../../test/objects'
import { inView, listed, placeOf, type ListView } from './view'

const everything: ListView = { status: 'all', who: 'everyone' }

const spoke = (id: string, minute: number, rest: Partial<Conversation> = {}) =>
  aConversation({ id, last_message: aMessage({ created_at: `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z` }), ...rest })

describe('listed', () => {
  test('orders by the newest activity', () => {
    expect(listed([spoke('1', 5), spoke('2', 9), spoke('3', 7)], everything, 'a', null)).toEqual(['2', '3', '1'])
  })

  test('orders the same moment by id as a number, newest first', () => {
    expect(listed([spoke('9', 5), spoke('10', 5), spoke('8', 5)], everything, 'a', null)).toEqual(['10', '9', '8'])
  })

  test('a change that is not a message does not move a conversation', () => {
    const resolved = spoke('1', 5, { updated_at: '2026-11-21T11:00:00.000Z', status: 'resolved' })
    expect(listed([resolved, spoke('2', 6)], everything, 'a', null)).toEqual(['2', '1'])
  })

  test('keeps out what stands beyond the loaded pages', () => {
    const frontier = placeOf(spoke('2', 6))
    expect(listed([spoke('1', 5), spoke('2', 6), spoke('3', 7)], everything, 'a', frontier)).toEqual(['3', '2'])
  })

  test('keeps out conversations in which nothing was said', () => {
    expect(listed([aConversation({ id: '1', last_seq: 0, last_message: null })], everything, 'a', null)).toEqual([])
  })
})

describe('inView', () => {
  const mine = spoke('1', 1, { assignee: { id: '7', name: 'Han Mei' } })
  const nobodys = spoke('2', 1, { assignee: null, status: 'pending' })

  test.each<[string, Conversation, ListView, boolean]>([
    ['mine in mine', mine, { status: 'all', who: 'mine' }, true],
    ['mine in unassigned', mine, { status: 'all', who: 'unassigned' }, false],
    ['nobody’s in unassigned', nobodys, { status: 'all', who: 'unassigned' }, true],
    ['nobody’s in mine', nobodys, { status: 'all', who: 'mine' }, false],
    ['pending in open', nobodys, { status: 'open', who: 'everyone' }, false],
    ['pending in pending', nobodys, { status: 'pending', who: 'everyone' }, true],
  ])('%s', (_, conversation, view, expected) => {
    expect(inView(conversation, view, '7')).toBe(expected)
  })
})
