import type { ConversationEvent } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { sentenceOf, type EventSentence } from './events'

const han = { id: '3', name: 'Han Mei' }

test.each<[string, Partial<ConversationEvent>, EventSentence]>([
  ['the beginning', { kind: 'opened', data: { from: 'new', seq: 1 } }, { key: 'event.opened.new', gaps: {} }],
  ['a customer who comes back', { kind: 'opened', data: { from: 'resolved' } }, { key: 'event.opened.customer', gaps: {} }],
  ['an agent who reopens', { kind: 'opened', agent: han, data: { from: 'resolved' } }, { key: 'event.opened.agent', gaps: {} }],
  ['a claim', { kind: 'assigned', agent: han, data: { assignee: han } }, { key: 'event.claimed', gaps: {} }],
  ['a transfer', { kind: 'assigned', agent: han, data: { assignee: { id: '4', name: 'Lin Tao' } } }, { key: 'event.assigned', gaps: { to: 'Lin Tao' } }],
  ['tags added', { kind: 'tagged', agent: han, data: { added: ['vip', '退款'], removed: [] } }, { key: 'event.tagged.added', gaps: { tags: 'vip, 退款' } }],
  ['a tag removed', { kind: 'tagged', agent: han, data: { added: [], removed: ['vip'] } }, { key: 'event.tagged.removed', gaps: { tags: 'vip' } }],
  ['tags changed', { kind: 'tagged', agent: han, data: { added: ['a'], removed: ['b'] } }, { key: 'event.tagged.both', gaps: { tags: 'a', removed: 'b' } }],
  ['a customer’s recall', { kind: 'recalled', data: { seq: 4 } }, { key: 'event.recalled.customer', gaps: {} }],
  ['a resolve', { kind: 'resolved', agent: han, data: { from: 'open' } }, { key: 'event.resolved', gaps: {} }],
  ['what a newer desk tells', { kind: 'escalated', agent: han, data: null }, { key: 'event.other', gaps: { kind: 'escalated' } }],
  ['data that is not as expected', { kind: 'assigned', agent: han, data: { assignee: 'x' } }, { key: 'event.assigned', gaps: { to: '' } }],
])('%s', (_, event, expected) => {
  const whole: ConversationEvent = { id: '17-r9', conversation_id: '17', after_seq: 4, rev: 9, agent: null, kind: '', created_at: '', ...event }
  expect(sentenceOf(whole)).toEqual(expected)
})

test('tags stand apart as the language does it', () => {
  const event: ConversationEvent = { id: '', conversation_id: '', after_seq: 1, rev: 1, kind: 'tagged', data: { added: ['退货', 'vip'], removed: ['a', 'b'] }, created_at: '' }
  expect(sentenceOf(event, '、').gaps).toEqual({ tags: '退货、vip', removed: 'a、b' })
})
