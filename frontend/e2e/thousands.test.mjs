import assert from 'node:assert/strict'
import test from 'node:test'
import { DRAWN, drawn, equalsDesk } from './lib/inbox.mjs'
import { inParallel, queue, say } from './lib/queue.mjs'
import { story } from './lib/story.mjs'

const LONG = process.env.KEFU_TEST_LONG === '1'
const CONVERSATIONS = 5000
const PER_SECOND = 50
/** How long messages rain, s. */
const RAIN = LONG ? 600 : 6

test('five thousand open conversations', story(async (stage, t) => {
  const { desk } = stage
  const agent = await desk.agent('Han Mei')
  const customers = await queue(desk, CONVERSATIONS)
  const view = await stage.console()
  const { page } = view
  const asked = []
  page.on('request', request => asked.push(new URL(request.url()).pathname))

  const started = Date.now()
  await view.login(agent.key)
  await page.getByTestId('conversation-row').first().waitFor()
  t.diagnostic(`first list after ${Date.now() - started} ms (wanted: 1000)`)
  await page.getByTestId('count-everyone').filter({ hasText: '5,000' }).waitFor({ timeout: 60_000 })
  t.diagnostic(`all of it known after ${Date.now() - started} ms`)
  const pages = asked.filter(path => path === '/api/v1/conversations').length
  assert.ok(pages <= 1 + CONVERSATIONS / 200 + 1, `${pages} pages were asked for`)
  assert.ok(await drawn(page) <= DRAWN, 'rows drawn')

  // From end to end: no more rows are drawn, nothing is asked, and the last is the oldest.
  const scroll = await page.evaluate(scrollThrough)
  t.diagnostic(`scrolled ${scroll.frames} frames, the longest ${Math.round(scroll.longest)} ms, 95 % under ${Math.round(scroll.p95)} ms`)
  assert.ok(scroll.most <= DRAWN, `${scroll.most} rows drawn`)
  assert.ok(scroll.last, 'the end of the list is reached')
  assert.equal(asked.filter(path => path === '/api/v1/conversations').length, pages, 'scrolling asks for nothing')
  await page.evaluate(() => document.querySelector('[role=list]').scrollTo(0, 0))

  // Messages rain while the agent writes.
  await page.getByTestId('conversation-row').nth(3).click()
  await view.input.waitFor()
  const before = asked.length
  await page.evaluate(watchTheMainThread)
  const memory = [await heap(page)]
  const rain = pour(desk, customers)
  const end = Date.now() + RAIN * 1000
  while (Date.now() < end) {
    await view.input.pressSequentially('Good morning, thank you for waiting. ', { delay: 60 })
    await view.input.fill('')
    if (memory.length < 2 + (RAIN - (end - Date.now()) / 1000) / 60) memory.push(await heap(page))
  }
  rain.stop = true
  const said = await rain.done
  memory.push(await heap(page))
  const { keys, tasks } = await page.evaluate(() => ({ keys: window.keys, tasks: window.tasks }))
  t.diagnostic(`${said} messages in ${RAIN} s; key to paint: median ${at(keys, 0.5)} ms, 95 % ${at(keys, 0.95)} ms of ${keys.length} (wanted: 50); ${tasks.length} long tasks, the longest ${Math.round(Math.max(0, ...tasks))} ms`)
  t.diagnostic(`heap in MB: ${memory.map(bytes => (bytes / 2 ** 20).toFixed(1)).join(' ')}`)
  assert.ok(await drawn(page) <= DRAWN, 'rows drawn')
  assert.deepEqual(asked.slice(before).filter(path => path === '/api/v1/conversations'), [], 'what is known is not asked for again')
  // Ten minutes of messages leave nothing behind but the last of each conversation.
  if (LONG) assert.ok(memory.at(-1) < 1.3 * memory[1], `the heap grew: ${memory}`)
  await page.mouse.move(800, 400)
  await equalsDesk(page, desk, agent.id, 60_000)
}, { settings: { KEFU_RATE_LIMITS: 'off' }, limit: RAIN * 1000 + 400_000 }))

/** `PER_SECOND` messages a second, until `stop` is set. */
function pour(desk, customers) {
  const rain = { stop: false }
  rain.done = (async () => {
    let said = 0
    while (!rain.stop) {
      const second = Date.now() + 200
      await inParallel(PER_SECOND / 5, i => say(desk, customers[(said + i) * 7919 % customers.length], `Drop ${said + i}`))
      said += PER_SECOND / 5
      await new Promise(resolve => setTimeout(resolve, Math.max(0, second - Date.now())))
    }
    return said
  })()
  return rain
}

async function heap(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

function at(sorted, share) {
  return Math.round([...sorted].sort((a, b) => a - b)[Math.floor(sorted.length * share)] ?? 0)
}

// --- in the page

/** Scrolls the list to its end, some screens a frame. */
async function scrollThrough() {
  const list = document.querySelector('[role=list]')
  const times = []
  let most = 0
  let last = performance.now()
  while (list.scrollTop + list.clientHeight < list.scrollHeight - 1) {
    list.scrollTop += 2500
    await new Promise(requestAnimationFrame)
    const now = performance.now()
    times.push(now - last)
    last = now
    most = Math.max(most, list.querySelectorAll('[data-testid=conversation-row]').length)
  }
  // What stands at the end is drawn when the scrolling has come to rest.
  const atLast = () => [...list.querySelectorAll('[role=listitem]')].some(item => item.getAttribute('aria-posinset') === item.getAttribute('aria-setsize'))
  for (const end = performance.now() + 10_000; !atLast() && performance.now() < end;) await new Promise(requestAnimationFrame)
  times.sort((a, b) => a - b)
  return { most, frames: times.length, longest: times.at(-1), p95: times[Math.floor(times.length * 0.95)], last: atLast() }
}

/** Keeps how long each key took to be painted, and each task of more than 50 ms. */
function watchTheMainThread() {
  window.keys = []
  window.tasks = []
  document.addEventListener('keydown', (event) => {
    // From when the key was pressed, not from when the page found time for it.
    const pressed = event.timeStamp
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => window.keys.push(performance.now() - pressed)
      channel.port2.postMessage(null)
    })
  }, { capture: true })
  new PerformanceObserver(list => list.getEntries().forEach(({ duration }) => window.tasks.push(duration))).observe({ type: 'longtask' })
}
