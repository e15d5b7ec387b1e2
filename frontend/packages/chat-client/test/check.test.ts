import { describe, expect, it } from 'vitest'
import { backoff } from '../src/backoff'
import { isCard, isMessage, isUpload } from '../src'
import { cardFields } from '../src/wire/types'
import { decodeServerFrame } from '../src/wire/decode'
import { utf8Length } from '../src/utf8'
import { message } from './world'

describe('decoding', () => {
  it.each([
    ['message', { type: 'message', message: { ...message(1), seq: '1' } }, 'message: message.seq: not a whole number'],
    ['messages', { type: 'messages', messages: [message(1), { ...message(2), sender: { role: 'ghost', id: '', name: '' } }] }, /^messages: messages\[1\]\.sender\.role: not one of/],
    ['receipt', { type: 'receipt', conversation_id: '1', reader: 'desk', seq: -1, read_at: '2026-11-21T08:00:00.000Z' }, 'receipt: seq: not a whole number'],
    ['times', { type: 'pong', server_time: 'yesterday' }, 'pong: server_time: not a time in UTC'],
    ['activity', { type: 'synced', id: 1, conversation_id: '1', messages: [], has_more: false, rev: 0, read_seq: { customer: 0, desk: 0 }, activity: [{ type: 'note' }] }, /activity\[0\]\.id: not a string/],
  ])('says what is wrong with %s and holds nothing of it', (_name, frame, wrong) => {
    const decoded = decodeServerFrame(JSON.stringify(frame))
    expect('bad' in decoded ? decoded.bad : '').toMatch(wrong)
  })

  it('leaves types of a newer desk alone', () => {
    expect(decodeServerFrame('{"type":"reaction","x":1}')).toEqual({ unknown: 'reaction' })
  })

  it('ignores fields of a newer desk', () => {
    expect(decodeServerFrame(JSON.stringify({ type: 'message', message: { ...message(1), mood: 'good' }, rev: 1 }))).toHaveProperty('frame')
  })
})

describe('attachments', () => {
  it('tells uploads from cards', () => {
    expect(isUpload({ id: 'f1', name: 'a', mime: 'text/plain', size: 1 })).toBe(true)
    expect(isUpload({ id: 'f1' })).toBe(true)
    expect(isCard({ title: 'Shoes', price: '¥9' })).toBe(true)
    expect([isCard({ id: 'f1' }), isUpload({ title: 'Shoes' }), isCard(null), isUpload(undefined)]).toEqual([false, false, false, false])
    expect([isMessage(message(1)), isMessage({})]).toEqual([true, false])
  })

  it('reads a card\'s fields in either form', () => {
    expect(cardFields({ title: 'x', fields: { Size: '42', Colour: 'red', n: 3 } })).toEqual([['Size', '42'], ['Colour', 'red']])
    expect(cardFields({ title: 'x', fields: [{ Size: '42' }, { Colour: 'red' }, null] })).toEqual([['Size', '42'], ['Colour', 'red']])
    expect(cardFields({ title: 'x' })).toEqual([])
  })
})

it('counts the bytes of UTF-8', () => {
  for (const s of ['', 'abc', 'é', '好', '😀', 'a好😀é', '\ud800']) expect(utf8Length(s)).toBe(new TextEncoder().encode(s).length)
})

it('backs off between its bounds, whatever the attempt', () => {
  for (const attempt of [0, 1, 5, 50, 5_000]) {
    for (const chance of [0, 0.5, 0.999_999]) {
      const wait = backoff(attempt, () => chance, 500, 30_000)
      expect(wait).toBeGreaterThanOrEqual(100)
      expect(wait).toBeLessThanOrEqual(30_000)
    }
  }
})
