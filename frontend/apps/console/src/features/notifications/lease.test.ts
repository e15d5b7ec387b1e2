import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { holdLease } from './lease'

const leads: Record<string, boolean> = {}
const left: (() => void)[] = []

function tab(name: string): () => void {
  leads[name] = false
  const leave = holdLease('kefu.test', (now) => (leads[name] = now))
  left.push(leave)
  return leave
}

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
})

afterEach(() => {
  left.splice(0).forEach((leave) => leave())
  vi.useRealTimers()
})

test('of tabs that come one after the other, the first', () => {
  tab('a')
  vi.advanceTimersByTime(200)
  tab('b')
  vi.advanceTimersByTime(120_000)
  expect(leads).toEqual({ a: true, b: false })
})

test('of tabs that come at the same moment, one', () => {
  // Neither has seen what the other wrote.
  const seen = vi.spyOn(Storage.prototype, 'getItem').mockReturnValue(null)
  tab('a')
  tab('b')
  seen.mockRestore()
  vi.advanceTimersByTime(5000)
  expect(leads).toEqual({ a: false, b: true })
})

test('who leaves is followed by another', () => {
  const leave = tab('a')
  vi.advanceTimersByTime(200)
  tab('b')
  leave()
  vi.advanceTimersByTime(3000)
  expect(leads).toEqual({ a: false, b: true })
})

test('who died is followed once the lease has run out', () => {
  localStorage.setItem('kefu.test', `dead ${Date.now() + 70_000}`)
  tab('b')
  vi.advanceTimersByTime(69_000)
  expect(leads.b).toBe(false)
  vi.advanceTimersByTime(5000)
  expect(leads.b).toBe(true)
})
