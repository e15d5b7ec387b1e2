import { expect, test } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { useForm } from './form'

const desk = () => ({ name: '星河数码', origins: ['https://a.example'], hours: { monday: ['09:00'] } })

test('what is written differs from what is stored, part by part', () => {
  const stored = shallowRef(desk())
  const form = useForm(() => stored.value)
  form.draft.value.origins.push('https://b.example')
  expect(form.dirty.value).toBe(true)
  expect(form.changed.value).toEqual({ origins: ['https://a.example', 'https://b.example'] })
  form.draft.value.origins.pop()
  expect(form.dirty.value).toBe(false)
})

test('what somebody else stored comes in, and what was written stays', async () => {
  const stored = shallowRef(desk())
  const form = useForm(() => stored.value)
  form.draft.value.name = '我的'
  stored.value = { ...desk(), name: '别人的', origins: [] }
  await nextTick()
  expect(form.draft.value).toEqual({ name: '我的', origins: [], hours: { monday: ['09:00'] } })
  expect(form.changed.value).toEqual({ name: '我的' })
})

test('saved is no longer changed', async () => {
  const stored = shallowRef(desk())
  const form = useForm(() => stored.value)
  form.draft.value.name = '我的'
  stored.value = { ...desk(), name: '我的' }
  await nextTick()
  expect(form.dirty.value).toBe(false)
})

test('reset brings the stored back, and writing does not reach it', () => {
  const stored = shallowRef(desk())
  const form = useForm(() => stored.value)
  form.draft.value.hours.monday.push('13:00')
  form.reset()
  expect(form.draft.value).toEqual(desk())
  expect(stored.value).toEqual(desk())
})
