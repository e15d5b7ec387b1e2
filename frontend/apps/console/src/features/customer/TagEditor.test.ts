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
