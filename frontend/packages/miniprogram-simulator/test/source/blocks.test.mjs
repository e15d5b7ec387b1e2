// setData carries what changed, and no more: the list's blocks, driven at random against what must be on the screen.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { miniprogram } from '../../build.mjs'

const { Blocks } = createRequire(import.meta.url)(`${miniprogram}kefu/chat/blocks.js`)

const row = (key, text = '') => ({ key: String(key), text })

/** A page's data, to which setData's paths are applied as WeChat does. */
class Page {
  data = { blocks: [], order: [] }

  set(changes) {
    for (const [path, value] of Object.entries(changes)) {
      const steps = path.match(/\w+/g)
      const last = steps.pop()
      const target = steps.reduce((at, step) => at[step], this.data)
      target[last] = structuredClone(value)
    }
  }

  get rows() {
    return this.data.order.flatMap(place => this.data.blocks[place])
  }
}

test('an older page is all that crosses when it comes, a new message likewise', () => {
  const blocks = new Blocks()
  const page = new Page()
  const rows = Array.from({ length: 130 }, (_, i) => row(i + 100))
  page.set(blocks.take(rows))
  const older = Array.from({ length: 50 }, (_, i) => row(i + 50))
  const changes = blocks.take([...older, ...rows])
  assert.deepEqual(Object.values(changes), [older, [3, 2, 1, 0]])
  page.set(changes)
  const one = blocks.take([...older, ...rows, row('new')])
  assert.deepEqual(Object.values(one), [row('new')])
  page.set(one)
  assert.deepEqual(page.rows, [...older, ...rows, row('new')])
})

test('whatever happens to the rows, the page shows them', () => {
  let seed = 7
  const random = (n) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % n
  }
  for (let round = 0; round < 60; round++) {
    const blocks = new Blocks()
    const page = new Page()
    let rows = []
    let next = 1000
    let first = 1000
    for (let step = 0; step < 80; step++) {
      rows = rows.slice()
      switch (random(6)) {
        case 0: rows.unshift(...Array.from({ length: 1 + random(40) }, () => row(--first)).reverse()); break
        case 1: case 2: rows.push(...Array.from({ length: 1 + random(5) }, () => row(++next))); break
        case 3: if (rows.length > 0) rows[random(rows.length)] = row(rows[random(rows.length)].key + 'x', 'replaced'); break
        case 4: if (rows.length > 0) { const i = random(rows.length); rows[i] = { ...rows[i], text: `changed ${step}` } } break
        default: if (rows.length > 0) rows.splice(rows.length - 1 - random(Math.min(3, rows.length)), 1)
      }
      page.set(blocks.take(rows))
      assert.deepEqual(page.rows, rows)
    }
  }
})
