import { expect, test } from 'vitest'
import { changeOf, partsOf, stepFor, ticking } from './duration'

test.each([
  [0, [['s', 0]]],
  [0.4, [['s', 0]]],
  [59.6, [['m', 1]]],
  [45, [['s', 45]]],
  [200, [['m', 3], ['s', 20]]],
  [3599.7, [['h', 1]]],
  [7500, [['h', 2], ['m', 5]]],
  [86_399, [['d', 1]]],
  [97_200, [['d', 1], ['h', 3]]],
  [-5, [['s', 0]]],
])('%s seconds', (seconds, parts) => expect(partsOf(seconds)).toEqual(parts))

test.each([
  [67, '1:07'],
  [760, '12:40'],
  [3725, '1:02:05'],
  [-1, '0:00'],
])('%s seconds tick as %s', (seconds, shown) => expect(ticking(seconds)).toBe(shown))

test.each([
  [12, 10, 20],
  [5, 10, -50],
  [10, 10, 0],
  [3, 0, null],
  [null, 10, null],
  [3, null, null],
])('%s after %s is %s %%', (now, before, change) => expect(changeOf(now, before)).toBe(change))

test.each([
  [0, 1],
  [4, 1],
  [55, 15],
  [580, 120],
  [6000, 1800],
  [40_000, 14_400],
  [1_000_000, 259_200],
])('an axis to %s s has a line each %s s', (most, step) => {
  expect(stepFor(most)).toBe(step)
  expect(most / step).toBeLessThanOrEqual(5)
})
