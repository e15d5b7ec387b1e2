import type { ConnectionState } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { connectionNotice, type ConnectionNotice } from './notice'

const t0 = 1_000_000

test.each<[string, ConnectionState, number, ConnectionNotice | null]>([
  ['open says nothing', { name: 'open', since: t0 }, t0 + 9e9, null],
  ['idle says nothing', { name: 'idle', since: t0 }, t0, null],
  ['the first attempt says nothing at once', { name: 'connecting', since: t0, attempt: 0 }, t0 + 1000, null],
  ['a slow first attempt is told', { name: 'connecting', since: t0, attempt: 0 }, t0 + 1600, { kind: 'connecting' }],
  ['a later attempt is told at once', { name: 'connecting', since: t0, attempt: 1 }, t0 + 10, { kind: 'connecting' }],
  ['waiting counts down', { name: 'waiting', since: t0, retryAt: t0 + 4200, attempt: 1 }, t0 + 1000, { kind: 'waiting', countdown: '0:04' }],
  ['waiting never counts below zero', { name: 'waiting', since: t0, retryAt: t0 + 1, attempt: 1 }, t0 + 500, { kind: 'waiting', countdown: '0:00' }],
  ['replaced stays', { name: 'replaced', since: t0 }, t0, { kind: 'replaced' }],
])('%s', (_, state, now, expected) => {
  expect(connectionNotice(state, now)).toEqual(expected)
})
