import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { useSteadyOrder, type SteadyOrder } from './steady'

let scope: EffectScope
const ids = ref<readonly string[]>([])
let order: SteadyOrder

beforeEach(() => {
  vi.useFakeTimers()
  ids.value = ['1', '2', '3']
  scope = effectScope()
  order = scope.run(() => useSteadyOrder(ids))!
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

async function become(next: string[]) {
  ids.value = next
  await nextTick()
}

test('without a mouse the order is the list’s', async () => {
  await become(['3', '1', '2'])
  expect(order.shown.value).toEqual(['3', '1', '2'])
})

test('under the mouse rows keep their place until it rests', async () => {
  order.moved()
  await become(['4', '3', '1', '2'])
  expect(order.shown.value).toEqual(['1', '2', '3'])
  vi.advanceTimersByTime(3000)
  order.moved()
  vi.advanceTimersByTime(3000)
  expect(order.shown.value).toEqual(['1', '2', '3'])
  vi.advanceTimersByTime(1000)
  expect(order.shown.value).toEqual(['4', '3', '1', '2'])
})

test('leaving the list brings the order at once', async () => {
  order.moved()
  await become(['3', '1', '2'])
  order.left()
  expect(order.shown.value).toEqual(['3', '1', '2'])
})

test('what is gone is gone, mouse or not', async () => {
  order.moved()
  await become(['3', '1'])
  expect(order.shown.value).toEqual(['1', '3'])
})

test('a further page at the end comes at once', async () => {
  order.moved()
  await become(['1', '2', '3', '4', '5'])
  expect(order.shown.value).toEqual(['1', '2', '3', '4', '5'])
})
