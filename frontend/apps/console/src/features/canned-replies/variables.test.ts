import { expect, test } from 'vitest'
import { builtinReplies } from './builtin'
import { fillVariables } from './variables'

const values = { customer: { name: 'Li Lei' }, agent: { name: 'Han Mei' } }

test.each([
  ['Hi {{customer.name}}, this is {{ agent.name }}.', 'Hi Li Lei, this is Han Mei.'],
  ['您好，{{customer.name}}！', '您好，Li Lei！'],
  ['{{customer.phone}} and {{other}}', '{{customer.phone}} and {{other}}'],
  ['no variables', 'no variables'],
])('%s', (text, filled) => {
  expect(fillVariables(text, values)).toBe(filled)
})

test.each([
  ['Hi {{customer.name}}, this is', 'Hi, this is'],
  ['感谢您的咨询，{{customer.name}}，祝您', '感谢您的咨询，祝您'],
])('without a name: %s', (text, filled) => {
  expect(fillVariables(text, { ...values, customer: { name: '' } })).toBe(filled)
})

test('a name is no pattern, and no variable', () => {
  expect(fillVariables('Hi {{customer.name}}!', { ...values, customer: { name: '$& {{agent.name}}' } })).toBe('Hi $& {{agent.name}}!')
})

test('the built-in replies leave no variable open, in either language', async () => {
  for (const locale of ['en', 'zh-CN']) {
    const replies = await builtinReplies.list(locale)
    expect(new Set(replies.map(({ id }) => id)).size).toBe(replies.length)
    for (const { text } of replies) expect(fillVariables(text, values)).not.toContain('{{')
  }
})
