import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { useDrafts } from './drafts'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

/** What the page knows after a reload. */
function reloaded() {
  setActivePinia(createPinia())
  return useDrafts()
}

test('a draft outlives a reload, for its agent and conversation only', () => {
  useDrafts().write('3', '17', { reply: '换新单', note: '', mode: 'reply' })
  const drafts = reloaded()
  expect(drafts.read('3', '17')).toEqual({ reply: '换新单', note: '', mode: 'reply' })
  expect(drafts.has('3', '17')).toBe(true)
  expect(drafts.has('4', '17')).toBe(false)
  expect(drafts.has('3', '1')).toBe(false)
  expect(drafts.read('4', '17').reply).toBe('')
})

test('what another tab writes shows here, and goes when it is sent there', () => {
  const drafts = useDrafts()
  const elsewhere = (newValue: string | null) =>
    window.dispatchEvent(new StorageEvent('storage', { key: 'kefu.console.draft.3.17', newValue }))
  elsewhere('{"reply":"Tomorrow","note":"","mode":"reply"}')
  expect(drafts.read('3', '17').reply).toBe('Tomorrow')
  elsewhere(null)
  expect(drafts.has('3', '17')).toBe(false)
})

test('a draft without words is none', () => {
  const drafts = useDrafts()
  drafts.write('3', '17', { reply: 'x', note: '', mode: 'reply' })
  drafts.write('3', '17', { reply: ' \n', note: '', mode: 'note' })
  expect(drafts.has('3', '17')).toBe(false)
  expect(localStorage.length).toBe(0)
})

test.each(['{', 'null', '[]', '{"reply":7,"mode":"shout"}'])('what is no draft in storage (%s) is none', (stored) => {
  localStorage.setItem('kefu.console.draft.3.17', stored)
  expect(useDrafts().read('3', '17')).toEqual({ reply: '', note: '', mode: 'reply' })
})
