import { expect, test } from 'vitest'
import { dayIn, daysBefore, daysOf, hourIn, lengthOf, plusDays, problemOf } from './period'

const evening = Date.parse('2026-11-21T18:30:00Z')

test('a day is the agent’s own', () => {
  expect(dayIn('Asia/Shanghai', evening)).toBe('2026-11-22')
  expect(dayIn('America/New_York', evening)).toBe('2026-11-21')
  expect([hourIn('Asia/Shanghai', evening), hourIn('UTC', evening), hourIn('Asia/Shanghai', Date.parse('2026-11-21T16:00:00Z'))]).toEqual([2, 18, 0])
})

test.each([
  ['2026-02-28', 1, '2026-03-01'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2026-03-29', 1, '2026-03-30'],
])('%s and %i days is %s', (day, days, then) => expect(plusDays(day, days)).toBe(then))

test('presets end today and count it', () => {
  expect(daysOf('today', '2026-11-21')).toEqual({ from: '2026-11-21', to: '2026-11-21' })
  expect(lengthOf(daysOf('7d', '2026-11-21'))).toBe(7)
  expect(daysOf('30d', '2026-11-21')).toEqual({ from: '2026-10-23', to: '2026-11-21' })
})

test('what is compared with is as long and ends the day before', () => {
  expect(daysBefore({ from: '2026-11-15', to: '2026-11-21' })).toEqual({ from: '2026-11-08', to: '2026-11-14' })
  expect(daysBefore({ from: '2026-11-21', to: '2026-11-21' })).toEqual({ from: '2026-11-20', to: '2026-11-20' })
})

test.each([
  [{ from: '2026-11-21', to: '2026-11-20' }, 'order'],
  [{ from: '2025-01-01', to: '2026-11-20' }, 'tooLong'],
  [{ from: '2026-02-30', to: '2026-11-20' }, 'noDay'],
  [{ from: '', to: '2026-11-20' }, 'noDay'],
  [{ from: '2026-11-20', to: '2026-11-20' }, null],
] as const)('%j: %s', (days, problem) => expect(problemOf(days)).toBe(problem))
