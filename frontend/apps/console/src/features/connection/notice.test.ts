import type { ConnectionState } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { connectionNotice, type ConnectionNotice } from './notice'

const t0 = 1_000_000

test.each<[string, ConnectionState, number, ConnectionNotice | null]>([
  ['open says nothing', { name: 'open', since: t0 }, t0 + 9e9, null],
  ['idle says nothing', { name: 'idle', since: t0 }, t0, null],
  ['a break that may pass says nothing', { name: 'waiting', since: t0, retryAt: t0 + 900, attempt: 1 }, t0 + 800, null],
  ['an attempt within it neither', { name: 'connecting', since: t0, attempt: 1 }, t0 + 1000, null],
  ['a slow attempt is told, and since when', { name: 'connecting', since: t0, attempt: 2 }, t0 + 61_000, { kind: 'connecting', away: '1:01' }],
  ['waiting counts down', { name: 'waiting', since: t0, retryAt: t0 + 6200, attempt: 1 }, t0 + 3000, { kind: 'waiting', away: '0:03', countdown: '0:04' }],
  ['waiting never counts below zero', { name: 'waiting', since: t0, retryAt: t0 + 1, attempt: 1 }, t0 + 2000, { kind: 'waiting', away: '0:02', countdown: '0:00' }],
  ['replaced stays', { name: 'replaced', since: t0 }, t0, { kind: 'replaced' }],
])('%s', (_, state, now, expected) => {
  expect(connectionNotice(state, now, true)).toEqual(expected)
})

test('a connection that was never there was not lost', () => {
  expect(connectionNotice({ name: 'connecting', since: t0, attempt: 0 }, t0 + 1600, false)).toEqual({ kind: 'connecting', away: '' })
})
