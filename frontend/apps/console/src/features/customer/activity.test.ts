import type { Activity, ConversationState, Note } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { merged } from './activity'

const note = (rev: number, id = `17-r${rev}`): Note => ({ id, conversation_id: '17', after_seq: rev, rev, text: `note ${rev}`, created_at: '2026-11-21T03:00:00.000Z' })
const event = (rev: number) => ({ id: `17-r${rev}`, conversation_id: '17', after_seq: rev, rev, kind: 'resolved', created_at: '2026-11-21T03:00:00.000Z' })
const sent = { state: 'sent' } as const

test('what was read and what the view holds make one list, each once, in order', () => {
  const read: Activity[] = [{ type: 'event', ...event(1) }, { type: 'note', ...note(2) }, { type: 'note', ...note(5) }]
  const items: ConversationState['items'] = [
    { type: 'note', key: 'a', note: note(2), delivery: sent },
    { type: 'event', key: 'b', event: event(4) },
    { type: 'note', key: 'c', note: note(6), delivery: sent },
  ]
  expect(merged(read, { items }).map(({ rev }) => rev)).toEqual([1, 2, 4, 5, 6])
})

test('a note that is on its way is none yet', () => {
  const items: ConversationState['items'] = [{ type: 'note', key: 'a', note: note(0, ''), delivery: { state: 'sending', progress: null } }]
  expect(merged([], { items })).toEqual([])
  expect(merged([], null)).toEqual([])
})
