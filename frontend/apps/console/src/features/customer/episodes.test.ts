import type { Activity } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { episodesOf } from './episodes'

const event = (kind: string, after_seq: number, agent: { id: string; name: string } | null = null): Activity => ({
  type: 'event', id: `17-r${after_seq}${kind}`, conversation_id: '17', after_seq, rev: after_seq, kind, agent, created_at: `2026-11-21T03:${String(after_seq).padStart(2, '0')}:00.000Z`,
})

test('each span from opening to resolution is one', () => {
  const han = { id: '3', name: 'Han Mei' }
  expect(episodesOf([event('opened', 0), event('tagged', 2), event('resolved', 5, han), event('opened', 5), event('pending', 8)])).toEqual([
    { key: '17-r0opened', number: 1, openedAt: '2026-11-21T03:00:00.000Z', fromSeq: 1, resolvedAt: '2026-11-21T03:05:00.000Z', toSeq: 5, resolvedBy: han },
    { key: '17-r5opened', number: 2, openedAt: '2026-11-21T03:05:00.000Z', fromSeq: 6, resolvedAt: null, toSeq: null, resolvedBy: null },
  ])
})

test('reopened from pending, the episode goes on', () => {
  const all = episodesOf([event('opened', 0), event('pending', 3), event('opened', 3), event('resolved', 9)])
  expect(all.map(({ fromSeq, toSeq }) => [fromSeq, toSeq])).toEqual([[1, 9]])
})

test('resolved twice ends nothing twice', () => {
  const all = episodesOf([event('opened', 0), event('resolved', 3), event('resolved', 4)])
  expect(all.map(({ toSeq }) => toSeq)).toEqual([3])
})

test('without events there are none', () => {
  expect(episodesOf([])).toEqual([])
})
