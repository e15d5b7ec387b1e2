import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { parse, useAlertSettings } from './settings'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

test.each([null, '{', 'null', '[]', '{"scope":"mars","sound":7,"volume":3,"desktop":"yes"}'])('%s is as usual', (stored) => {
  expect(parse(stored)).toEqual({ scope: 'mine', sound: 'once', volume: 0.6, desktop: true })
})

test('what is chosen outlives a reload, and reaches the other tabs', async () => {
  useAlertSettings().settings.sound = 'untilSeen'
  await nextTick()
  const stored = localStorage.getItem('kefu.console.alerts')

  setActivePinia(createPinia())
  expect(useAlertSettings().settings.sound).toBe('untilSeen')

  localStorage.clear()
  setActivePinia(createPinia())
  const other = useAlertSettings()
  window.dispatchEvent(new StorageEvent('storage', { key: 'kefu.console.alerts', newValue: stored }))
  expect(other.settings.sound).toBe('untilSeen')
})
