// The list of messages, by itself: what is read stays where it is, to the pixel and in every frame, whatever comes in or
// turns out to be of another height than was thought, and whenever it does.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { launch } from './lib/browser.mjs'
import { listPage } from './lib/message-list.mjs'

/** Pixels: what a browser rounds. */
const TOLERANCE = 1

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** Within the page: messages, and what is read of them, frame by frame. */
function tools() {
  const LONG = 'The parcel came this morning, but the box was open and the charger is missing. '
  const el = () => document.querySelector('[data-testid=message-list]')
  /** Three of one sender, of one line to many, all within a few minutes of one day. */
  const message = (seq) => {
    const own = Math.floor(seq / 3) % 2 === 0
    const sender = own ? { role: 'customer', id: 'c', name: 'Li Lei' } : { role: 'agent', id: 'a', name: 'Han Mei' }
    return {
      type: 'message', key: `k${seq}`, side: own ? 'customer' : 'desk', own, mine: own, delivery: { state: own ? 'sent' : 'received' },
      message: {
        id: `1-${seq}`, conversation_id: '1', openid: 'o', seq, client_id: `c${seq}`, sender, kind: 'text', text: `message ${seq} ${LONG.repeat(seq % 4 === 0 ? 6 : 0)}`,
        created_at: '2026-01-02T10:00:00Z', read_at: null, recalled_at: null,
      },
    }
  }
  const bubbles = () => [...el().querySelectorAll('[data-testid=message]')].map(row => [row.dataset.seq, row.querySelector('.chat-bubble').getBoundingClientRect()])
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
  /** When a frame has been painted. */
  const painted = async () => {
    await frame()
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = resolve
      port2.postMessage(null)
    })
  }
  window.tools = {
    el, frame, painted,
    from: (first, last) => Array.from({ length: last - first + 1 }, (_, i) => message(first + i)),
    settle: () => new Promise(resolve => setTimeout(resolve, 400)),
    /** Follows the first message on the screen, which may be scrolled by `by` pixels; tells the pixels it is off in each frame. */
    follow() {
      const [seq, { top }] = bubbles().find(([, rect]) => rect.top >= el().getBoundingClientRect().top)
      const off = by => Math.round((bubbles().find(([other]) => other === seq)?.[1].top ?? NaN) - top - by)
      return async (by = 0) => {
        const seen = []
        // The first look is before the frame is laid out: not even a script sees what is read elsewhere.
        for (let n = 0; n < 6; n++) {
          await frame()
          seen.push(off(by))
          await painted()
          seen.push(off(by))
        }
        await this.settle()
        return [...seen, off(by)]
      }
    },
  }
}

async function stays(tell, argument) {
  const page = await listPage(browser)
  const errors = []
  page.on('pageerror', error => errors.push(error.message))
  await page.evaluate(tools)
  await page.evaluate(async () => {
    list.items = window.tools.from(201, 300)
    await window.tools.settle()
  })
  const off = await page.evaluate(tell, argument)
  await page.close()
  assert.deepEqual(off.filter(pixels => !(Math.abs(pixels) <= TOLERANCE)), [], `pixels off, frame by frame: ${off.join(' ')}`)
  assert.deepEqual(errors, [])
}

for (const by of [300, 900]) {
  test(`rows that were never measured come onto the screen, ${by} pixels at once`, () => stays(async (by) => {
    const { el, painted, settle } = window.tools
    list.items = window.tools.from(101, 300)
    await settle()
    // Up to where only what is on the screen has been measured, as after a page that came on a busy machine.
    el().scrollTop = 5_000
    await settle()
    const off = []
    for (let n = 0; n < 3; n++) {
      const look = window.tools.follow()
      el().scrollTop -= by
      off.push(...await look(by))
      await painted()
    }
    return off
  }, by))
}

for (const pause of [0, 400]) {
  for (const place of [0, 400]) {
    test(`a page comes in above, ${place} pixels from the top, and the next frame ${pause} ms later`, () => stays(async ({ pause, place }) => {
      const { el, from, settle } = window.tools
      el().scrollTop = 0
      await settle()
      el().scrollTop = place
      await window.tools.painted()
      const look = window.tools.follow()
      list.items = from(101, 300)
      // The list hears that scrolling has ended before it hears that its rows have other heights.
      await Promise.resolve()
      for (const end = performance.now() + pause; performance.now() < end;);
      return look()
    }, { pause, place }))
  }
}

test('the last page comes in above, and with it what begins the conversation', () => stays(async () => {
  const { el, from, settle } = window.tools
  el().scrollTop = 0
  await settle()
  const look = window.tools.follow()
  Object.assign(list, { items: from(190, 300), hasOlder: false })
  return look()
}))

test('what begins the conversation turns up without a page', () => stays(async () => {
  const { el, settle } = window.tools
  el().scrollTop = 200
  await settle()
  const look = window.tools.follow()
  list.hasOlder = false
  return look()
}))

test('a long message comes in at the end right after a page above', () => stays(async () => {
  const { el, from, settle, painted } = window.tools
  el().scrollTop = 300
  await settle()
  const look = window.tools.follow()
  list.items = from(101, 300)
  await painted()
  list.items = from(101, 304)
  return look()
}))
