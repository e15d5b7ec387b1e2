import { expect, test } from 'vitest'
import { hueOf, initialOf } from './initials'

test.each([
  ['林晓雯', '林'],
  ['emily Carter', 'E'],
  ['  kenji', 'K'],
  ['👩‍💻 dev', '👩‍💻'],
  ['', '?'],
])('%s begins with %s', (name, initial) => {
  expect(initialOf(name)).toBe(initial)
})

test('a hue is steady and within the circle', () => {
  for (const id of ['', 'a', 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M', '访客']) {
    expect(hueOf(id)).toBe(hueOf(id))
    expect(hueOf(id)).toBeGreaterThanOrEqual(0)
    expect(hueOf(id)).toBeLessThan(360)
  }
})
