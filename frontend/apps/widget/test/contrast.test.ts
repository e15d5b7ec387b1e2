import { describe, expect, it } from 'vitest'
import { inkOn } from '../loader/contrast'

describe('the ink on a theme colour', () => {
  it.each([
    ['rgb(67, 83, 224)', '#ffffff'],
    ['rgb(10, 125, 79)', '#ffffff'],
    ['rgb(0, 0, 0)', '#ffffff'],
    ['rgb(255, 255, 255)', '#16181d'],
    ['rgb(255, 214, 10)', '#16181d'],
    ['rgb(125, 240, 180)', '#16181d'],
    ['nonsense', '#ffffff'],
  ])('on %s is %s', (color, ink) => expect(inkOn(color)).toBe(ink))
})
