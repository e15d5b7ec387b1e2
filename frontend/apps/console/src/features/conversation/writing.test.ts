import { expect, test } from 'vitest'
import { cutMentions, mentionedIn } from './mentions'
import { replaced, triggerAt } from './trigger'

test.each([
  ['/', { sign: '/', start: 0, query: '' }],
  ['  /ref', { sign: '/', start: 2, query: 'ref' }],
  ['/order status', { sign: '/', start: 0, query: 'order status' }],
  ['and/or', null],
  ['/home/user', null],
  ['/a\nb', null],
  ['@', { sign: '@', start: 0, query: '' }],
  ['请问@韩', { sign: '@', start: 2, query: '韩' }],
  ['ask @Han M', { sign: '@', start: 4, query: 'Han M' }],
  ['li.lei@example', null],
  ['@ ', null],
  ['@Han Mei ', null],
  ['@han\n', null],
] as const)('%j opens %j', (text, trigger) => {
  expect(triggerAt(text, text.length, ['/', '@'])).toEqual(trigger)
})

test('only what stands before the caret counts, and only the signs that are in use', () => {
  expect(triggerAt('@Han Mei', 3, ['@'])?.query).toBe('Ha')
  expect(triggerAt('@Han', 4, ['/'])).toBeNull()
})

test('what was typed is replaced, and what follows stays', () => {
  const text = 'ask @Ha please'
  expect(replaced(text, triggerAt(text, 7, ['@'])!, '@Han Mei ')).toEqual({ text: 'ask @Han Mei  please', caret: 13 })
})

const people = [{ id: '3', name: 'Han' }, { id: '4', name: 'Han Mei' }, { id: '5', name: '李雷' }]

test('the longest name is meant', () => {
  expect(cutMentions('@Han Mei, @Han and@李雷 @nobody', people).map(({ text, mention }) => [text, mention?.id])).toEqual([
    ['@Han Mei', '4'], [', ', undefined], ['@Han', '3'], [' and', undefined], ['@李雷', '5'], [' @nobody', undefined],
  ])
})

test('each is mentioned once', () => {
  expect(mentionedIn('@李雷 @Han @李雷', people)).toEqual(['5', '3'])
  expect(mentionedIn('nobody', people)).toEqual([])
})
