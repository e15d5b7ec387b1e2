// Measures what an agent feels while typing as messages come in: from the key to the paint that shows the letter.
//   node e2e/typing-speed.mjs [CONVERSATIONS] [MESSAGES A SECOND] [RUNS]
import { launch, watch } from './lib/browser.mjs'
import { Console } from './lib/console.mjs'
import { Desk } from './lib/desk.mjs'
import { fill } from './lib/fill.mjs'
import { queue, say } from './lib/queue.mjs'

const [conversations = 500, rate = 50, runs = 3] = process.argv.slice(2).map(Number)
const KEYS = 150
/** Between two keys, ms: a quick typist. */
const PACE = 90

/** In the page: notes for each key how long until the frame that shows it was painted. */
function observe() {
  window.strokes = []
  window.longTasks = []
  new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(e => e.duration))).observe({ type: 'longtask' })
  addEventListener('keydown', (event) => {
    const began = event.timeStamp
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => window.strokes.push(performance.now() - began)
      channel.port2.postMessage(null)
    })
  }, true)
}

/** Lets customers write at a steady rate; answers how many did, once it is stopped. */
function rain(desk, customers) {
  let at = 0
  const flying = new Set()
  const timer = setInterval(() => {
    const one = say(desk, customers[at++ % customers.length], `Message ${at} of the rain, as long as people write`).catch(() => {})
    flying.add(one)
    void one.then(() => flying.delete(one))
  }, 1000 / rate)
  return async () => {
    clearInterval(timer)
    await Promise.all(flying)
    return at
  }
}

const at = (sorted, share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] * 10) / 10
const median = values => at([...values].sort((a, b) => a - b), 0.5)

async function type(page) {
  await page.evaluate(() => { window.strokes.length = window.longTasks.length = 0 })
  for (let i = 0; i < KEYS; i++) {
    await page.keyboard.press('abcdefghijklmnop '[i % 17])
    await page.waitForTimeout(PACE)
  }
  const { strokes, longTasks } = await page.evaluate(() => ({ strokes: window.strokes, longTasks: window.longTasks }))
  const sorted = strokes.sort((a, b) => a - b)
  return { p50: at(sorted, 0.5), p95: at(sorted, 0.95), most: at(sorted, 1), long: longTasks.length }
}

const desk = await Desk.start({ KEFU_RATE_LIMITS: 'off' })
let browser
try {
  const agent = await desk.agent('Han Mei')
  const customers = await queue(desk, conversations)
  const session = await desk.visitor('Li Lei')
  const opened = await fill(desk, session, agent.key, 1000)
  browser = await launch()
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } })
  await watch(context, [])
  await context.addInitScript(observe)
  const page = await context.newPage()
  await page.goto(`${desk.url}/console/`)
  const view = new Console(page)
  await view.login(agent.key)
  await page.goto(`${desk.url}/console/c/${opened}`)
  await view.messages.first().waitFor()
  await view.input.focus()
  const found = { quiet: [], rain: [] }
  for (let run = 0; run < runs; run++) {
    found.quiet.push(await type(page))
    const stop = rain(desk, [...customers, session])
    const result = await type(page)
    const fell = await stop()
    found.rain.push({ ...result, fell })
    await view.input.fill('')
  }
  for (const [what, list] of Object.entries(found)) {
    console.log(`${what}: key to paint, medians of ${runs} runs: p50 ${median(list.map(r => r.p50))} ms, p95 ${median(list.map(r => r.p95))} ms, most ${median(list.map(r => r.most))} ms; long tasks ${list.map(r => r.long).join(', ')}${what === 'rain' ? `; messages ${list.map(r => r.fell).join(', ')}` : ''}`)
  }
} finally {
  await browser?.close()
  await desk.stop()
}
