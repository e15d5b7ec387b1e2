// The tab that speaks for all is closed before it has told of what has just come: the next one does, once.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Console } from './lib/console.mjs'
import { queue, say } from './lib/queue.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

/** Longer than anything is gathered for, ms: whoever would speak again has done so. */
const SETTLED = 2500

/** Nobody looks; what the tab tells the computer is kept instead. */
function instrument() {
  document.hasFocus = () => false
  window.told = []
  window.Notification = class {
    static permission = 'granted'
    constructor(title, { body }) {
      window.told.push(`${title}: ${body}`)
    }
    close() {}
  }
}

test('what comes while the tab that speaks closes is told by the next, once', story(async (stage) => {
  const { desk } = stage
  const agent = await desk.agent('Han Mei')
  const [li] = await queue(desk, 1, { name: () => 'Li Lei' })
  const first = await stage.page('first', {})
  await first.context().addInitScript(instrument)
  await first.goto(`${desk.url}/console/`)
  const one = new Console(first)
  await one.login(agent.key)
  await one.row(li.id).waitFor()
  const leading = page => eventually(async () => assert.ok(await page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query()
    return held.some(({ name }) => name.startsWith('kefu.alerts.')) && !pending.some(({ name }) => name.startsWith('kefu.alerts.'))
  })))
  await leading(first)
  const second = await first.context().newPage()
  await second.goto(`${desk.url}/console/`)
  const two = new Console(second)
  await two.row(li.id).waitFor()
  await eventually(async () => assert.ok(await second.evaluate(async () => (await navigator.locks.query()).pending.some(({ name }) => name.startsWith('kefu.alerts.')))))
  const told = page => page.evaluate(() => window.told)

  // As long as the first is there, it speaks.
  await say(desk, li, 'Is it in stock?')
  await eventually(async () => assert.deepEqual(await told(first), ['Li Lei: Is it in stock?']))
  await two.unread(li.id, 2)

  // It hears of more, and is closed in the time in which it gathers what is to be told together.
  await first.evaluate(() => { window.setTimeout = () => 0 })
  await say(desk, li, 'And in black?')
  await one.unread(li.id, 3)
  await two.unread(li.id, 3)
  assert.deepEqual(await told(second), [], 'only the one that leads speaks')
  await first.close()
  await eventually(async () => assert.deepEqual(await told(second), ['Li Lei: And in black?']))
  await second.waitForTimeout(SETTLED)
  assert.deepEqual(await told(second), ['Li Lei: And in black?'], 'what the first has told is not told again')
}, { settings: { KEFU_RATE_LIMITS: 'off' } }))
