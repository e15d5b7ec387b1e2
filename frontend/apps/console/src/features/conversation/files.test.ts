import { expect, test } from 'vitest'
import type { Limits } from '@kefu/chat-client'
import { refusalOf } from './files'

const limits: Limits = {
  max_frame_bytes: 65536,
  max_text_chars: 4000,
  frames_per_second: 10,
  max_upload_bytes: 2 * 1024 * 1024,
  upload_types: ['image/png', 'application/pdf'],
}

test.each([
  ['a picture', { name: 'a.png', size: 10, type: 'image/png' }, null],
  ['as large as allowed', { name: 'a.png', size: 2 * 1024 * 1024, type: 'image/png' }, null],
  ['too large', { name: 'a.png', size: 2 * 1024 * 1024 + 1, type: 'image/png' }, 'composer.tooLarge'],
  ['a program', { name: 'a.exe', size: 10, type: 'application/x-msdownload' }, 'composer.wrongType'],
  ['of a type that the browser does not know', { name: 'a.xyz', size: 10, type: '' }, null],
])('%s', (_, file, key) => {
  expect(refusalOf(file, limits, 'en')?.key ?? null).toBe(key)
})

test('says how large a file may be', () => {
  expect(refusalOf({ name: 'a.png', size: 9e9, type: 'image/png' }, limits, 'en')?.gaps).toEqual({ name: 'a.png', limit: '2 MB' })
})

test('a desk that names no types decides for itself', () => {
  expect(refusalOf({ name: 'a.exe', size: 1, type: 'application/x-msdownload' }, { ...limits, upload_types: [] }, 'en')).toBeNull()
})
