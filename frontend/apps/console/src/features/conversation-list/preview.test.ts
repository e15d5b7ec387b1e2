import type { Message } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { aMessage } from '../../../test/objects'
import { previewOf, type Preview } from './preview'

const file = { id: 'f', name: 'invoice 11.pdf', mime: 'application/pdf', size: 9 }

test.each<[string, Partial<Message>, Preview]>([
  ['text', { text: '你好' }, { by: null, kind: null, words: '你好' }],
  ['text of several lines', { text: 'one\n\n  two\tthree ' }, { by: null, kind: null, words: 'one two three' }],
  ['picture', { kind: 'image', text: null, attachment: { ...file, name: 'IMG_1.jpg' } }, { by: null, kind: 'kind.image', words: '' }],
  ['picture with words', { kind: 'image', text: '外包装破损' }, { by: null, kind: 'kind.image', words: '外包装破损' }],
  ['file', { kind: 'file', text: null, attachment: file }, { by: null, kind: 'kind.file', words: 'invoice 11.pdf' }],
  ['card', { kind: 'card', text: null, attachment: { title: 'Aura Pro' } }, { by: null, kind: 'kind.card', words: 'Aura Pro' }],
  ['recalled', { text: null, recalled_at: '2026-11-21T03:05:00.000Z' }, { by: null, kind: 'kind.recalled', words: '' }],
  ['my own', { sender: { role: 'agent', id: '3', name: 'Han Mei' } }, { by: 'me', kind: null, words: '你好' }],
  ['a colleague’s', { sender: { role: 'agent', id: '4', name: 'Lin Tao' } }, { by: { name: 'Lin Tao' }, kind: null, words: '你好' }],
  ['the bot’s', { sender: { role: 'bot', id: '3', name: 'Bot' } }, { by: { name: 'Bot' }, kind: null, words: '你好' }],
])('%s', (_, message, expected) => {
  expect(previewOf(aMessage(message), '3')).toEqual(expected)
})
