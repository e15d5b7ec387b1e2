import { expect, test } from 'vitest'
import { fromField, problemOf, spanAfter, toField } from './hours'

const day = (...spans: string[]) => spans.map((span) => ({ from: span.slice(0, 5), to: span.slice(6) }))

test.each([
  [day(), null],
  [day('09:00-18:00'), null],
  [day('13:00-18:00', '09:00-12:00'), null],
  [day('09:00-12:00', '12:00-18:00'), null],
  [day('18:00-24:00'), null],
  [day('09:00-12:30', '12:00-18:00'), 'overlap'],
  [day('18:00-09:00'), 'order'],
  [day('09:00-09:00'), 'order'],
  [[{ from: '', to: '18:00' }], 'empty'],
  [day('09:00-24:30'), 'empty'],
])('%j: %s', (spans, problem) => expect(problemOf(spans)).toBe(problem))

test('another span begins an hour after the last', () => {
  expect(spanAfter([])).toEqual({ from: '09:00', to: '18:00' })
  expect(spanAfter(day('09:00-12:00'))).toEqual({ from: '13:00', to: '17:00' })
  expect(spanAfter(day('09:00-12:00', '13:00-21:30'))).toEqual({ from: '22:30', to: '24:00' })
  expect(spanAfter(day('09:00-23:00'))).toBeNull()
})

test('the end of the day is midnight in a field', () => {
  expect([toField('24:00'), fromField('00:00'), toField('18:00'), fromField('18:00')]).toEqual(['00:00', '24:00', '18:00', '18:00'])
})
