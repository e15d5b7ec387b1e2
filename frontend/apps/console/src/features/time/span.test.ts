import { expect, test } from 'vitest'
import { countdown, spanOf, urgencyOf } from './span'

const s = 1000
const m = 60 * s
const h = 60 * m

test.each([
  [-5 * s, 'time.justNow', 0],
  [0, 'time.justNow', 0],
  [59_999, 'time.justNow', 0],
  [m, 'time.minutes', 1],
  [59 * m + 59 * s, 'time.minutes', 59],
  [h, 'time.hours', 1],
  [23 * h + 59 * m, 'time.hours', 23],
  [24 * h, 'time.days', 1],
  [75 * h, 'time.days', 3],
  [NaN, 'time.justNow', 0],
])('%i ms is %s %i', (ms, key, n) => {
  expect(spanOf(ms)).toEqual({ key, n })
})

test.each([
  [0, 'calm'],
  [5 * m - 1, 'calm'],
  [5 * m, 'soon'],
  [15 * m - 1, 'soon'],
  [15 * m, 'late'],
])('a wait of %i ms is %s', (ms, urgency) => {
  expect(urgencyOf(ms)).toBe(urgency)
})

test('a countdown never says zero too early', () => {
  expect(countdown(1)).toBe('0:01')
  expect(countdown(61_000)).toBe('1:01')
  expect(countdown(0)).toBe('0:00')
  expect(countdown(-400)).toBe('0:00')
})
