// Opening the chat on a slow phone and a slow network: how much must come, and in how many requests, before history shows.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fill } from './lib/fill.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

/** "Slow 4G" as browsers' tools have it: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 }
/** What is structural, and no machine's speed: requests and bytes on the wire until history shows. */
const MOST_REQUESTS = 11
const MOST_BYTES = 110_000

test('history on slow 4G with a slow processor', story(async (stage, t) => {
  const agent = await stage.desk.agent('Han Mei')
  const session = await stage.desk.visitor('Li Lei')
  await fill(stage.desk, session, agent.key, 200)
  for (const visit of ['first', 'second']) {
    const page = visit === 'first' ? await stage.page('customer') : await stage.again()
    if (visit === 'first') await page.addInitScript(s => localStorage.setItem('kefu.session', JSON.stringify({ ...s, externalId: null })), session)
    await page.addInitScript(noteWhenShown)
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Network.enable')
    const wire = watchTheWire(cdp)
    await cdp.send('Network.emulateNetworkConditions', SLOW_4G)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    const begin = Date.now()
    await page.goto(`${stage.desk.url}/chat`, { waitUntil: 'commit' })
    await page.locator('[data-testid=message][data-seq="200"]').waitFor()
    const shownAt = await page.evaluate(() => window.shownAt)
    const { requests, bytes } = wire.until(shownAt)
    t.diagnostic(`${visit} visit: history after ${shownAt - begin} ms, ${requests.length} requests, ${bytes} bytes`)
    assert.ok(requests.length <= MOST_REQUESTS, `${requests.length} requests: ${requests}`)
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`)
    await eventually(async () => assert.ok(await page.evaluate(() => Object.values(localStorage).some(kept => kept.includes('message 200 '))), 'it is kept for the next visit'))
  }
}, { settings: { KEFU_RATE_LIMITS: 'off' } }))

// --- in the page

/** Notes when the last message came onto the page, by the wall's clock. */
function noteWhenShown() {
  new MutationObserver((_, observer) => {
    if (document.querySelector('[data-testid=message][data-seq="200"]') === null) return
    window.shownAt = Date.now()
    observer.disconnect()
  }).observe(document, { subtree: true, childList: true })
}

// --- here

/** What a page asks for and gets. A test hears of things later than they are: what counts is when they were. */
function watchTheWire(cdp) {
  const requests = []
  const pieces = []
  /** What comes by itself after a time, whether history is there or not: on a slow machine it is not. */
  const idle = /\/assets\/extras-/
  let offset = 0
  const unasked = new Set()
  cdp.on('Network.requestWillBeSent', ({ requestId, request, wallTime, timestamp }) => {
    offset = wallTime - timestamp
    if (idle.test(request.url)) unasked.add(requestId)
    else requests.push({ at: wallTime * 1000, path: new URL(request.url).pathname })
  })
  cdp.on('Network.dataReceived', ({ requestId, timestamp, encodedDataLength }) => {
    if (!unasked.has(requestId)) pieces.push({ at: timestamp, bytes: encodedDataLength })
  })
  return {
    until: end => ({
      requests: requests.filter(({ at }) => at <= end).map(({ path }) => path),
      bytes: pieces.filter(({ at }) => (at + offset) * 1000 <= end).reduce((sum, { bytes }) => sum + bytes, 0),
    }),
  }
}

test('what goes there and back does not wait for the code', story(async (stage) => {
  const session = await stage.desk.visitor('Li Lei')
  await stage.desk.call('POST', '/my/messages', { token: session.token, body: { text: 'before' } })
  const page = await stage.page('customer')
  await page.addInitScript(s => localStorage.setItem('kefu.session', JSON.stringify({ ...s, externalId: null })), session)
  const asked = new Set()
  page.on('request', request => asked.add(new URL(request.url()).pathname))
  page.on('websocket', () => asked.add('/ws'))
  let sockets = 0
  page.on('websocket', () => { sockets++ })
  // The chat's code comes only when everything else is on its way.
  await page.route(/\/assets\/chat-.*\.js$/, async (route) => {
    await eventually(() => assert.ok(asked.has('/ws') && asked.has('/api/v1/my/messages')))
    await route.continue()
  })
  await page.goto(`${stage.desk.url}/chat`, { waitUntil: 'commit' })
  await page.getByText('before').waitFor()
  assert.equal(sockets, 1, 'the socket that was opened early is the one that is used')
}))
