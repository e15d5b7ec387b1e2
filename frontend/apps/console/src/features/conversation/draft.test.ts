import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { useDraft } from './draft'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

test('reply and note are kept apart, and both over a reload', async () => {
  const { mode, text } = useDraft('3', '17')
  text.value = 'Your replacement'
  mode.value = 'note'
  expect(text.value).toBe('')
  text.value = 'ask the warehouse'
  await nextTick()

  const again = useDraft('3', '17')
  expect([again.mode.value, again.text.value]).toEqual(['note', 'ask the warehouse'])
  again.mode.value = 'reply'
  expect(again.text.value).toBe('Your replacement')
})

test('what another tab writes stands here too, and is gone when it is sent there; the mode stays', async () => {
  const { mode, text } = useDraft('3', '17')
  const elsewhere = async (newValue: string | null) => {
    window.dispatchEvent(new StorageEvent('storage', { key: 'kefu.console.draft.3.17', newValue }))
    await nextTick()
  }
  await elsewhere('{"reply":"","note":"ask the warehouse","mode":"note"}')
  expect([mode.value, text.value]).toEqual(['note', 'ask the warehouse'])
  await elsewhere(null)
  expect([mode.value, text.value]).toEqual(['note', ''])
})

test('a sent draft is gone', async () => {
  const { text } = useDraft('3', '17')
  text.value = 'sent soon'
  await nextTick()
  text.value = ''
  await nextTick()
  expect(localStorage.length).toBe(0)
})
