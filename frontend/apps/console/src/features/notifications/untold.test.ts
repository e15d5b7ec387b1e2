import { expect, test } from 'vitest'
import { Untold, type News } from './untold'

const news = (about: string, upTo: number): News => ({ about, upTo, conversation: about, title: 'Li Lei', body: `message ${upTo}` })
const bodies = (all: readonly News[]) => all.map(({ about, body }) => `${about}: ${body}`)

test('the newest about each is taken, once', () => {
  const untold = new Untold()
  untold.add(news('1', 4))
  untold.add(news('1', 5))
  untold.add(news('2', 1))
  expect(bodies(untold.take())).toEqual(['1: message 5', '2: message 1'])
  expect(untold.take()).toEqual([])
})

test('what another tab told of waits no longer; what came after it does', () => {
  const untold = new Untold()
  untold.add(news('1', 4))
  untold.add(news('2', 7))
  untold.heard([{ about: '1', upTo: 4 }, { about: '2', upTo: 6 }])
  expect(bodies(untold.take())).toEqual(['2: message 7'])
})

test('what another tab told of before this one heard of it is no news', () => {
  const untold = new Untold()
  untold.heard([{ about: '1', upTo: 4 }])
  expect(untold.add(news('1', 4))).toBe(false)
  expect(untold.add(news('1', 5))).toBe(true)
})

test('what nobody told of for long is not told', () => {
  let now = 0
  const untold = new Untold(() => now)
  untold.add(news('1', 4))
  now = 70_000
  untold.add(news('2', 1))
  now = 80_000
  expect(bodies(untold.take())).toEqual(['2: message 1'])
})
