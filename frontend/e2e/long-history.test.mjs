// A conversation of thousands of messages: the page holds what is near the screen, scrolling back has no break and
// no jump, and nothing takes so long that scrolling would stutter.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fill } from './lib/fill.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const COUNT = 10_000
/** Elements of the list: some screens of messages, whatever the conversation's length. */
const MOST_ELEMENTS = 2_500
const MOST_MESSAGES = 120
/** Pixels that a message may move in any frame while older ones are put before it: what a browser rounds. */
const TOLERANCE = 1

/** Notes tasks that block the page for longer than 50 ms, and the list's jumps. */
async function observe(page) {
  await page.addInitScript(() => {
    window.longTasks = []
    new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(e => Math.round(e.duration)))).observe({ type: 'longtask', buffered: true })
  })
}

/**
 * Runs within the page. Reads back for some screens, looking at every step what became of the place; runs up to the first
 * message, and reads forward from there.
 */
async function read({ step, steps, tolerance, stuck }) {
  const list = document.querySelector('[data-testid=message-list]')
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
  const messages = () => [...list.querySelectorAll('[data-testid=message]')]
  /** What is read of a message: not its sender's name, which is another when the one before it turns up. */
  const eye = el => el?.querySelector('.chat-bubble')
  const onScreen = () => messages().find(el => eye(el).getBoundingClientRect().top >= list.getBoundingClientRect().top)
  const seen = { jumps: [], holes: [], blank: 0, most: 0, elements: 0, slowest: 0, prepends: 0 }

  function look() {
    const seqs = messages().map(el => Number(el.dataset.seq))
    seen.most = Math.max(seen.most, seqs.length)
    seen.elements = Math.max(seen.elements, list.querySelectorAll('*').length)
    // The newest stay in the page; between them and what is on the screen is the one gap there may be.
    const gaps = seqs.filter((s, i) => i > 0 && s !== seqs[i - 1] + 1).length
    if (gaps > 1 || seqs.some((s, i) => i > 0 && s <= seqs[i - 1])) seen.holes.push(seqs)
  }

  async function stroll(by) {
    for (let i = 0; i < steps; i++) {
      const begin = performance.now()
      const mark = onScreen()
      if (mark === undefined) seen.blank++
      const { seq } = mark?.dataset ?? {}
      const from = mark && eye(mark).getBoundingClientRect().top
      const [height, before] = [list.scrollHeight, list.scrollTop]
      list.scrollTop = Math.max(0, before + by)
      const asked = before - list.scrollTop
      const off = () => {
        const again = seq && eye(list.querySelector(`[data-seq="${seq}"]`))
        return again ? again.getBoundingClientRect().top - from - asked : 0
      }
      // In every frame, however busy the machine: who reads does not wait for what is put right later.
      let furthest = 0
      const next = async () => {
        await frame()
        if (Math.abs(off()) > Math.abs(furthest)) furthest = off()
      }
      for (let n = 0; n < 3; n++) await next()
      // Nobody reads on before there is something to read: on a slow machine it is still on its way.
      for (const end = performance.now() + stuck; by < 0 && list.scrollTop < step && messages()[0]?.dataset.seq !== '1' && performance.now() < end;) await next()
      if (list.scrollHeight - height > 1000) seen.prepends++
      if (Math.abs(furthest) > tolerance) seen.jumps.push([Number(seq), Math.round(furthest)])
      look()
      seen.slowest = Math.max(seen.slowest, Math.round(performance.now() - begin))
    }
  }

  await stroll(-step)
  // Until the first message stays: what begins the conversation is put before it when it is reached.
  // However slow the machine, each page brings it nearer.
  let [nearest, since] = [Infinity, performance.now()]
  for (let still = 0; still < 30 && performance.now() - since < stuck; still++) {
    const seq = Number(onScreen()?.dataset.seq)
    if (seq < nearest) [nearest, since] = [seq, performance.now()]
    if (list.scrollTop !== 0 || seq !== 1) still = -1
    list.scrollTop = 0
    await frame()
  }
  // Nobody turns round in the same instant.
  await new Promise(resolve => setTimeout(resolve, 500))
  seen.first = onScreen()?.dataset.seq
  await stroll(step)
  return seen
}

async function readThrough(t, who, page) {
  const list = page.getByTestId('message-list')
  await list.locator(`[data-testid=message][data-seq="${COUNT}"]`).waitFor()
  await eventually(async () => assert.ok(await list.evaluate(el => el.scrollHeight - el.scrollTop - el.clientHeight) < 2, 'it begins at its end'))
  await page.evaluate(() => { window.longTasks.length = 0 })
  const begin = Date.now()
  const seen = await page.evaluate(read, { step: 400, steps: 40, tolerance: TOLERANCE, stuck: 30_000 })
  const tasks = await page.evaluate(() => window.longTasks)
  t.diagnostic(`${who}: ${COUNT} messages read back and forth in ${Date.now() - begin} ms, ${seen.prepends} pages while looking; slowest step of three frames ${seen.slowest} ms; at most ${seen.most} messages and ${seen.elements} elements in the page; long tasks ${tasks.length} of at most ${Math.max(0, ...tasks)} ms`)
  assert.equal(seen.first, '1', 'the first message is reached')
  assert.ok(seen.most <= MOST_MESSAGES, `${seen.most} messages in the page`)
  assert.ok(seen.elements <= MOST_ELEMENTS, `${seen.elements} elements in the page`)
  assert.deepEqual(seen.holes, [])
  assert.deepEqual(seen.jumps, [], 'what is read stays where it is, [seq, pixels]')
  assert.equal(seen.blank, 0, 'nothing blank was shown')
  assert.ok(seen.prepends >= 3, `${seen.prepends} pages were put before what was read`)

  // Back to the end, and a new message is there.
  await list.evaluate((el) => { el.scrollTop = el.scrollHeight })
  await list.locator(`[data-testid=message][data-seq="${COUNT}"]`).waitFor()
}

test('ten thousand messages', { timeout: 960_000 }, story(async (stage, t) => {
  const agent = await stage.desk.agent('Han Mei')
  const session = await stage.desk.visitor('Li Lei')
  const conversation = await fill(stage.desk, session, agent.key, COUNT)

  const page = await stage.page('customer')
  await observe(page)
  await page.addInitScript(s => localStorage.setItem('kefu.session', JSON.stringify({ ...s, externalId: null })), session)
  await page.goto(`${stage.desk.url}/chat`)
  await readThrough(t, 'widget', page)
  await page.context().close()

  const desk = await stage.console()
  await desk.login(agent.key)
  await observe(desk.page)
  await desk.row(conversation).waitFor()
  await desk.page.goto(`${stage.desk.url}/console/c/${conversation}`)
  await readThrough(t, 'console', desk.page)
}, { settings: { KEFU_RATE_LIMITS: 'off' }, limit: 900_000 }))
