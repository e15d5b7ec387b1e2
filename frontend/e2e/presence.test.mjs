// Who is there: the dots of the list, also for what happened while the console was away.
import assert from 'node:assert/strict'
import test from 'node:test'
import { AWAY } from './lib/browser.mjs'
import { Console } from './lib/console.mjs'
import { Proxy } from './lib/proxy.mjs'
import { queue } from './lib/queue.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

/** What changed so lately the desk tells again after a break, and who is there with it: 15 s, and up to 2 more. */
const TOLD_AGAIN = 18_000

test('customers come and go while the console is away', story(async (stage) => {
  const { desk } = stage
  const han = await desk.agent('Han Mei')
  const customers = await queue(desk, 3)
  const [leaves, stays, comes] = customers
  // Opening it will change nothing.
  await desk.call('POST', `/conversations/${leaves.id}/read`, { token: han.key, body: { seq: 1 } })
  const quiet = new Promise(resolve => setTimeout(resolve, TOLD_AGAIN))
  const proxy = await Proxy.start(desk.url)
  try {
    const chats = await Promise.all([leaves, stays].map((session, i) => stage.visitor({ who: `customer ${i + 1}`, session })))
    const page = await stage.page('agent')
    await quiet
    await page.goto(`${proxy.url}/console/c/${leaves.id}`)
    const view = new Console(page)
    await view.login(han.key)

    const dots = async () => {
      const shown = await Promise.all(customers.map(({ id }) => view.row(id).getByTestId('online-dot').count()))
      return shown.map(count => count === 1)
    }
    const known = async () => {
      const stored = await Promise.all(customers.map(({ id }) => desk.conversation(id)))
      return stored.map(({ customer }) => customer.online)
    }
    const header = page.getByTestId('customer-presence')
    await eventually(async () => assert.deepEqual(await dots(), [true, true, false]))
    await header.filter({ hasText: /^Online/ }).waitFor()

    proxy.cut()
    await page.getByTestId('connection-banner').waitFor()
    await chats[0].page.close()
    await stage.visitor({ who: 'customer 3', session: comes })
    // Nothing of their conversations changes; who left is gone ten seconds later.
    await eventually(async () => assert.deepEqual(await known(), [false, true, true]), 60_000)
    assert.deepEqual(await dots(), [true, true, false], 'the console knows of nothing yet')

    await page.evaluate(() => { window.sameAsBefore = true })
    proxy.calm()
    // As a computer says it: nobody waits for the next attempt.
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await page.getByTestId('connection-banner').waitFor({ state: 'hidden', timeout: 90_000 })
    await eventually(async () => assert.deepEqual(await dots(), [false, true, true]))
    await header.filter({ hasText: /^Offline/ }).waitFor()
    assert.equal(await page.evaluate(() => window.sameAsBefore), true, 'the page was not loaded anew')
    assert.deepEqual(await known(), [false, true, true])
  } finally {
    await proxy.close()
  }
}, { expected: [AWAY, /status of 401/], settings: { KEFU_RATE_LIMITS: 'off' } }))
