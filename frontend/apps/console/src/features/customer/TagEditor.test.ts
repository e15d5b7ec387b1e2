import { cleanup, fireEvent, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { i18n, setLocale } from '../../i18n'
import TagEditor from './TagEditor.vue'

beforeEach(() => setLocale('en'))
afterEach(cleanup)

const editor = (tags: string[]) => render(TagEditor, { global: { plugins: [i18n] }, props: { tags, disabled: false } })

async function add(words: string, key = 'Enter') {
  await fireEvent.click(screen.getByTestId('tag-add'))
  const input = screen.getByTestId('tag-input')
  await fireEvent.update(input, words)
  await fireEvent.keyDown(input, { key })
}

test('a new tag comes after the others', async () => {
  const { emitted } = editor(['vip'])
  await add(' 退款 ')
  expect(emitted('change')).toEqual([[['vip', '退款']]])
})

test('commas of either script part tags, and repeats are dropped', async () => {
  const { emitted } = editor(['vip'])
  await add('a, vip，b,,a')
  expect(emitted('change')).toEqual([[['vip', 'a', 'b']]])
})

test.each(['', '   ', 'vip'])('"%s" adds nothing', async (words) => {
  const { emitted } = editor(['vip'])
  await add(words)
  expect(emitted('change')).toBeUndefined()
})

test('a list of any length is taken, a tag that is too long is not cut but refused', async () => {
  const { emitted } = editor([])
  const many = Array.from({ length: 12 }, (_, i) => `label-${i}`)
  await add(many.join(','))
  expect(emitted('change')).toEqual([[many]])
  await fireEvent.update(screen.getByTestId('tag-input'), 'x'.repeat(33))
  await fireEvent.keyDown(screen.getByTestId('tag-input'), { key: 'Enter' })
  await fireEvent.blur(screen.getByTestId('tag-input'))
  expect(emitted('change')).toHaveLength(1)
  expect(screen.getByRole('alert').textContent).toContain('32')
  expect((screen.getByTestId('tag-input') as HTMLInputElement).value).toHaveLength(33)
})

test('Escape throws the word away', async () => {
  const { emitted } = editor([])
  await add('half a wor', 'Escape')
  expect(screen.queryByTestId('tag-input')).toBeNull()
  expect(emitted('change')).toBeUndefined()
})

test('a tag can be removed', async () => {
  const { emitted } = editor(['vip', '退款'])
  await fireEvent.click(screen.getByLabelText('Remove the tag vip'))
  expect(emitted('change')).toEqual([[['退款']]])
})
