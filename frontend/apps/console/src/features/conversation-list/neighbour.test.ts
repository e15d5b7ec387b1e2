import { expect, test } from 'vitest'
import { neighbour } from './neighbour'

test.each<[string, string[], string | null, number, 1 | -1, string | undefined]>([
  ['the next', ['a', 'b', 'c'], 'b', 1, 1, 'c'],
  ['the one before', ['a', 'b', 'c'], 'b', 1, -1, 'a'],
  ['none after the last', ['a', 'b'], 'b', 1, 1, undefined],
  ['none before the first', ['a', 'b'], 'a', 0, -1, undefined],
  ['the first where none is open', ['a', 'b'], null, -1, 1, 'a'],
  ['the first where the open one never stood in the list', ['a', 'b'], 'x', -1, 1, 'a'],
  ['what took the place of one that left', ['a', 'c'], 'b', 1, 1, 'c'],
  ['the one before one that left', ['a', 'c'], 'b', 1, -1, 'a'],
  ['the last where the last one left', ['a'], 'b', 1, 1, 'a'],
  ['nothing in an empty list', [], 'b', 1, 1, undefined],
])('%s', (_, ids, active, place, step, expected) => {
  expect(neighbour(ids, active, place, step)).toBe(expected)
})
