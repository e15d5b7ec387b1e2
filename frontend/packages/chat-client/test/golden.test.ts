import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeServerFrame } from '../src/wire/decode'
import { parseClientFrame } from './client-frames'

/** The frames that the Go tests encode and decode as well: an object of a frame for each named case. */
function golden(file: string): [string, unknown][] {
  const path = new URL(`../../../../server/wire/testdata/${file}`, import.meta.url)
  return Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)
}

describe('the frames that the desk writes', () => {
  it.each(golden('server_frames.json'))('%s', (_name, frame) => {
    expect(decodeServerFrame(JSON.stringify(frame))).toEqual({ frame })
  })

  it('hold every type that this client knows', () => {
    const types = new Set(golden('server_frames.json').map(([, frame]) => (frame as { type: string }).type))
    expect([...types].sort()).toEqual([
      'ack', 'announcement', 'changed', 'conversation', 'error', 'event', 'message', 'message.updated', 'messages', 'note', 'pong', 'presence', 'present',
      'receipt', 'resync', 'synced', 'typing', 'unread', 'viewing', 'welcome',
    ])
  })
})

describe('the frames that a client writes', () => {
  it.each(golden('client_frames.json'))('%s', (_name, frame) => {
    expect(parseClientFrame(JSON.stringify(frame))).toEqual(frame)
  })
})
