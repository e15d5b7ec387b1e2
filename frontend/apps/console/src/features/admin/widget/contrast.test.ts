import { expect, test } from 'vitest'
import { colorOf, contrast, textOn } from './contrast'

test.each([
  ['#000000', '#ffffff', 21],
  ['#ffffff', '#ffffff', 1],
  ['#777777', '#ffffff', 4.48],
  ['#ff0000', '#ffffff', 4],
])('%s on %s is %d', (a, b, ratio) => {
  expect(contrast(a, b)).toBeCloseTo(ratio, 1)
  expect(contrast(b, a)).toBeCloseTo(ratio, 1)
})

test.each([
  ['#4353e0', '#ffffff'],
  ['#ffd400', '#000000'],
  ['#777777', '#000000'],
  ['#767676', '#ffffff'],
])('on %s one reads %s, at 4.5 and more', (color, text) => {
  expect(textOn(color)).toBe(text)
  expect(contrast(color, text)).toBeGreaterThanOrEqual(4.5)
})

test.each([
  ['#0A7D4F', '#0a7d4f'],
  [' 0a7d4f ', '#0a7d4f'],
  ['#abc', '#aabbcc'],
  ['red', null],
  ['#12345', null],
  ['', null],
])('"%s" is %s', (typed, color) => expect(colorOf(typed)).toBe(color))
