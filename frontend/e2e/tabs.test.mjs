import assert from 'node:assert/strict'
import test from 'node:test'
import { Console } from './lib/console.mjs'
import { queue, say } from './lib/queue.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

/** Longer than anything is gathered for, ms: whoever would sound has done so. */
const SETTLED = 2500
/** The least time between two rings of what is new, ms. */
const BETWEEN_RINGS = 2000

/**
 * Stands in for the window manager, which gives the focus to one window at a time (Playwright gives it to all), and for the
 * loudspeaker and the computer's notifications, of which it only counts.
 */
function instrument() {
  let focused = false
  document.hasFocus = () => focused
  window.focusHere = (on) => {
    focused = on
    window.dispatchEvent(new Event(on ? 'focus' : 'blur'))
  }
  window.rings = 0
  const make = AudioContext.prototype.createOscillator
  // A ring is two notes.
  AudioContext.prototype.createOscillator = function createOscillator() {
    window.rings += 0.5
    return make.call(this)
  }
  window.told = []
  window.Notification = class {
    static permission = 'granted'
    constructor(title, { body, tag }) {
      Object.assign(this, { title, body, tag, closed: false })
      window.told.push(this)
    }
    close() {
      this.closed = true
    }
  }
}

/** An agent's tabs: one has the focus, or none. */
class Tabs {
  views = []

  async rings() {
    return (await Promise.all(this.views.map(({ page }) => page.evaluate(() => window.rings)))).reduce((a, b) => a + b, 0)
  }

  async told() {
    return (await Promise.all(this.views.map(({ page }) => page.evaluate(() => window.told.map(({ title, body, closed }) => ({ title, body, closed })))))).flat()
  }

  async look(view) {
    for (const other of this.views) if (other !== view) await other.page.evaluate(() => window.focusHere(false))
    await view?.page.evaluate(() => window.focusHere(true))
  }

  /** What `f` made all tabs do: `{rings, told}`. `least` is what must come, however long it takes; what must not has its time to come. */
  async during(f, least = { rings: 0, told: 0 }) {
    const [rings, told] = [await this.rings(), (await this.told()).length]
    await f()
    await eventually(async () => assert.ok(await this.rings() >= rings + least.rings && (await this.told()).length >= told + least.told))
    await new Promise(resolve => setTimeout(resolve, SETTLED))
    return { rings: await this.rings() - rings, told: (await this.told()).slice(told).map(({ title, body }) => `${title}: ${body}`) }
  }
}

test('two tabs of one agent agree at once, and only one of them sounds', story(async (stage) => {
  const { desk } = stage
  const agent = await desk.agent('Han Mei')
  const first = await stage.console()
  await first.page.context().addInitScript(instrument)
  await first.page.reload()
  await first.login(agent.key)
  const second = new Console(await stage.again('second tab'))
  await second.page.goto(`${desk.url}/console/`)
  const tabs = new Tabs()
  tabs.views = [first, second]
  for (const { page } of tabs.views) {
    await page.getByTestId('list-empty').waitFor()
    // A page may sound once somebody has used it.
    await page.getByTestId('tab-everyone').click()
  }

  // Nobody looks: one sound, one notification, the number on both tabs.
  await tabs.look(null)
  let customers
  assert.deepEqual(await tabs.during(async () => {
    customers = await queue(desk, 1, { name: () => 'Li Lei', text: () => 'Is anybody there?' })
    await second.row(customers[0].id).waitFor()
  }, { rings: 1, told: 1 }), { rings: 1, told: ['Li Lei: Is anybody there?'] })
  const [li] = customers
  for (const view of tabs.views) {
    await view.unread(li.id, 1)
    await eventually(async () => assert.equal(await view.page.title(), '(1) Kefu'))
  }

  // Read in one, read in both, and the notification is gone.
  await tabs.look(second)
  await second.open(li.id)
  await first.unread(li.id, 0)
  await eventually(async () => assert.equal(await first.page.title(), 'Kefu'))
  await eventually(async () => assert.deepEqual((await tabs.told()).map(({ closed }) => closed), [true]))

  // Taken, tagged with a draft, answered and resolved in one: so it is in the other.
  await second.page.getByTestId('claim').click()
  await first.page.getByTestId('count-mine').filter({ hasText: '1' }).waitFor()
  await second.input.fill('Let me look')
  await eventually(async () => assert.equal((await first.row(li.id).getByTestId('row-preview').innerText()).trim(), '[Draft] Let me look'))
  await second.input.press('Enter')
  await eventually(async () => assert.equal((await first.row(li.id).getByTestId('row-preview').innerText()).trim(), 'You: Let me look'))

  // What I look at makes no noise; another conversation sounds, but needs no notification.
  assert.deepEqual(await tabs.during(async () => {
    await say(desk, li, 'Thank you')
    await second.has('Thank you', 'received')
  }), { rings: 0, told: [] })
  assert.deepEqual(await tabs.during(async () => {
    customers = await queue(desk, 1, { name: () => 'Wang Wu' })
    await first.row(customers[0].id).waitFor()
  }, { rings: 1, told: 0 }), { rings: 1, told: [] })
  const [wang] = customers

  // What another agent has taken is not mine to hear of.
  const other = await desk.agent('Lin Tao')
  await desk.call('POST', `/conversations/${wang.id}/claim`, { token: other.key })
  await first.row(wang.id).getByTestId('row-assignee').waitFor()
  await tabs.look(null)
  assert.deepEqual(await tabs.during(async () => {
    await say(desk, wang, 'Hello?')
    await eventually(async () => assert.equal((await first.row(wang.id).getByTestId('row-preview').innerText()).trim(), 'Hello?'))
  }), { rings: 0, told: [] })

  // Many at once are not as many sounds and notifications: between two rings there are seconds, however long it rains.
  const many = []
  for (let i = 1; i <= 8; i++) many.push(await desk.visitor(`Customer ${i}`))
  let rained = Date.now()
  const busy = await tabs.during(async () => {
    await Promise.all(many.map((customer, i) => say(desk, customer, `Question ${i + 1}`)))
    rained = Date.now() - rained
    for (let i = 1; i <= 8; i++) await first.page.getByTestId('conversation-row').filter({ hasText: `Question ${i}` }).waitFor()
  }, { rings: 1, told: 1 })
  const more = Math.floor(rained / BETWEEN_RINGS)
  assert.ok(busy.rings >= 1 && busy.rings <= 2 + more && busy.told.length <= 4 + 3 * more, `${JSON.stringify(busy)} after ${rained} ms`)

  // The tab that spoke is closed: the other speaks.
  await first.page.close()
  tabs.views = [second]
  await eventually(async () => assert.equal(await second.page.evaluate(async () => (await navigator.locks.query()).pending.length), 0))
  assert.deepEqual(await tabs.during(async () => {
    await say(desk, li, 'One thing more')
    await second.unread(li.id, 1, 9)
  }, { rings: 1, told: 1 }), { rings: 1, told: ['Li Lei: One thing more'] })

  // Until I look: again and again, and no longer once somebody looks.
  await second.page.getByTestId('account').click()
  await second.page.getByTestId('open-notifications').click()
  await second.page.getByTestId('sound-untilSeen').check({ force: true })
  await second.page.keyboard.press('Escape')
  await tabs.look(null)
  const rings = async () => {
    const before = await tabs.rings()
    await new Promise(resolve => setTimeout(resolve, 5000))
    return await tabs.rings() - before
  }
  const silent = async () => assert.equal(await rings(), 0)
  const begun = await tabs.rings()
  await say(desk, li, 'Are you there?')
  await eventually(async () => assert.ok(await tabs.rings() >= begun + 3))
  await tabs.look(second)
  await silent()

  // Read by somebody else while it rings: there is nothing left to ring for.
  await tabs.look(null)
  const again = await tabs.rings()
  const { seq } = await say(desk, li, 'Hello??')
  await eventually(async () => assert.ok(await tabs.rings() > again))
  await desk.call('POST', `/conversations/${li.id}/read`, { token: other.key, body: { seq } })
  await second.unread(li.id, 0, 8)
  await silent()
}, { settings: { KEFU_RATE_LIMITS: 'off' } }))
