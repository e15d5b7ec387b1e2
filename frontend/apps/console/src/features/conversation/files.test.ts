import type { Limits } from '@kefu/chat-client'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { refusalOf } from './files'
import { useTrays } from './tray'

const limits: Limits = {
  max_frame_bytes: 65536,
  max_text_chars: 4000,
  frames_per_second: 10,
  max_upload_bytes: 2 * 1024 * 1024,
  upload_types: ['image/png', 'application/pdf'],
}

beforeEach(() => {
  setActivePinia(createPinia())
  URL.createObjectURL = vi.fn(() => 'blob:preview')
  URL.revokeObjectURL = vi.fn()
})

test.each([
  ['a picture', { size: 10, type: 'image/png' }, null],
  ['as large as allowed', { size: 2 * 1024 * 1024, type: 'image/png' }, null],
  ['too large', { size: 2 * 1024 * 1024 + 1, type: 'image/png' }, 'too_large'],
  ['a program', { size: 10, type: 'application/x-msdownload' }, 'wrong_type'],
  ['of a type that the browser does not know', { size: 10, type: '' }, null],
])('%s', (_, file, refusal) => {
  expect(refusalOf(file, limits)).toBe(refusal)
})

test('a desk that names no types decides for itself', () => {
  expect(refusalOf({ size: 1, type: 'application/x-msdownload' }, { ...limits, upload_types: [] })).toBeNull()
})

test('the tray keeps files by conversation, and gives away only what can be sent', () => {
  const trays = useTrays()
  const [a, b, bad] = [new File(['a'], 'a.png', { type: 'image/png' }), new File(['b'], 'b.pdf', { type: 'application/pdf' }), new File(['c'], 'c.exe', { type: 'application/x-msdownload' })]
  trays.add('17', [a, bad], limits)
  trays.add('17', [b], limits)
  trays.add('18', [b], limits)
  expect(trays.of('17').map(({ file, refusal, preview }) => [file.name, refusal, preview])).toEqual([
    ['a.png', null, 'blob:preview'], ['c.exe', 'wrong_type', null], ['b.pdf', null, null],
  ])
  expect(trays.take('17')).toEqual([a, b])
  expect(URL.revokeObjectURL).toHaveBeenCalledWith('blob:preview')
  expect(trays.of('17').map(({ file }) => file)).toEqual([bad])
  trays.remove('17', trays.of('17')[0]!.key)
  expect([trays.of('17'), trays.of('18').length]).toEqual([[], 1])
})
