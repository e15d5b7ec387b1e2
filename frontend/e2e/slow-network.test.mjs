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
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Network.enable')
    let [requests, bytes] = [0, 0]
    cdp.on('Network.requestWillBeSent', () => { requests++ })
    cdp.on('Network.dataReceived', e => { bytes += e.encodedDataLength })
    await cdp.send('Network.emulateNetworkConditions', SLOW_4G)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    const begin = Date.now()
    await page.goto(`${stage.desk.url}/chat`, { waitUntil: 'commit' })
    await page.locator('[data-testid=message][data-seq="200"]').waitFor()
    t.diagnostic(`${visit} visit: history after ${Date.now() - begin} ms, ${requests} requests, ${bytes} bytes`)
    assert.ok(requests <= MOST_REQUESTS, `${requests} requests`)
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`)
    await page.waitForTimeout(1_500)
  }
}, { settings: { KEFU_RATE_LIMITS: 'off' } }))

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
