import { expect, test } from 'vitest'
import { match, matchAny } from './match'
import { initials } from './pinyin'

test.each([
  ['林晓雯', 'lxw'],
  ['退款 VIP', 'tk VIP'],
  ['重庆张伟', 'zqzw'],
  ['Emily', 'Emily'],
  ['张 San 三', 'z San s'],
])('%s sounds like %s', (text, letters) => {
  expect(initials(text)).toBe(letters)
})

test.each([
  ['res', 'Resolve'], ['claim', 'Claim'], ['rslv', 'Resolve'], ['to han', 'Transfer to Han Mei'], ['sé', 'Set pending'],
  ['结束', '结束会话'], ['会话', '结束会话'], ['js', '结束会话'], ['结会', '结束会话'], ['lxw', '林晓雯'], ['xw', '林晓雯'], ['ＶＩＰ', 'vip 客户'], ['garcia', 'Mateo García'],
])('%s finds %s', (query, text) => {
  expect(match(query, text)).toBeGreaterThan(0)
})

test.each([
  ['xyz', 'Resolve'], ['束结', '结束会话'], ['lxx', '林晓雯'], ['resolve now', 'Resolve'], ['oe', 'Resolve'],
])('%s does not find %s', (query, text) => {
  expect(match(query, text)).toBe(0)
})

test('the beginning is better than the middle, and the middle than letters here and there', () => {
  const order = (query: string, texts: string[]) => [...texts].sort((a, b) => match(query, b) - match(query, a))
  expect(order('re', ['Pending, set', 'Where', 'Reply', 'Do reply'])).toEqual(['Reply', 'Do reply', 'Where', 'Pending, set'])
  expect(order('林', ['小林', '林晓雯', '林'])).toEqual(['林', '林晓雯', '小林'])
})

test('nothing typed is everything', () => {
  expect(match('  ', 'x')).toBeGreaterThan(0)
})

test('another language’s name finds as well, but after its own', () => {
  expect(matchAny('resolve', ['结束会话', 'Resolve'])).toBeGreaterThan(0)
  expect(matchAny('re', ['Reply', 'x'])).toBeGreaterThan(matchAny('re', ['x', 'Reply']))
})
