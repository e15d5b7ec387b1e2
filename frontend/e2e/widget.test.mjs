// The widget on pages that are not the desk's own: what it loads, what it may do there, and what is kept from them.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test from 'node:test'
import { accessible } from './lib/axe.mjs'
import { Customer } from './lib/customer.mjs'
import { png } from './lib/png.mjs'
import { site } from './lib/site.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const frameOf = page => page.frameLocator('[data-testid=chat-frame]')

async function accessibleInBoth(page, frame) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await accessible(frame, `the ${colorScheme} theme`)
  }
}

const [shop, foreign] = [await site(), await site()]
test.after(() => Promise.all([shop.close(), foreign.close()]))
const SECRET = 'the-secret-of-the-shop-of-the-test'
const SHOP = shop.origin

test('a shop of another origin with a strict policy', story(async (stage) => {
  const { desk } = stage
  const signature = createHmac('sha256', SECRET).update('user 7').digest('hex')
  const widget = `<body><h1>Shop</h1><script async src="${desk.url}/widget.js" data-lang="zh-CN" data-color="#ffd60a" data-title="星河数码"></script></body>`
  const policy = `default-src 'none'; script-src ${desk.url}; frame-src ${desk.url}; img-src data:`
  shop.show({ '/': widget }, { 'Content-Security-Policy': policy })
  const agent = await desk.agent('Han Mei')
  const page = await stage.page('customer', { locale: 'zh-CN' })
  const requests = []
  page.on('request', request => requests.push(new URL(request.url())))
  await page.goto(shop.origin)
  await page.getByTestId('launcher').waitFor()
  assert.deepEqual(requests.filter(r => r.origin === desk.url).map(r => r.pathname), ['/widget.js'], 'nothing else is loaded before it is opened')
  await eventually(async () => assert.equal(await page.getByTestId('launcher').evaluate(el => getComputedStyle(el).color), 'rgb(22, 24, 29)', 'dark on a light colour'))

  const customer = new Customer(page, frameOf(page))
  await customer.openWidget()
  const frame = page.frames().find(f => f.url().startsWith(desk.url))
  await eventually(async () => assert.equal(await frame.evaluate(() => document.documentElement.lang), 'zh-CN'))
  await accessibleInBoth(page, frame)
  await customer.write('你好')
  await customer.has('你好', 'sent')

  // The shop says who it is; the conversation so far stays linked at the desk.
  await page.evaluate(([id, s]) => window.kefu.identify({ external_id: id, signature: s, name: 'Li Lei' }), ['user 7', signature])
  await eventually(async () => assert.equal(await frame.evaluate(() => JSON.parse(localStorage.getItem('kefu.session')).externalId), 'user 7'))

  // A product is offered, and sent only by a click. An address that is not https is left out.
  await page.evaluate(() => window.kefu.card({ title: 'Aura Pro', price: '¥899', url: 'javascript:alert(1)' }))
  await customer.at.getByTestId('card-send').click()
  await eventually(async () => {
    const { items } = await desk.call('GET', '/conversations')
    const card = items.find(c => c.customer.name === 'Li Lei')
    assert.equal(card?.last_message?.kind, 'card')
    assert.equal(card.last_message.attachment.title, 'Aura Pro')
  })
  await accessibleInBoth(page, frame)
  await stage.shots('widget in a shop')

  // Another page of the shop: the count, by a hidden frame that loads no chat.
  const { items } = await desk.call('GET', '/conversations')
  const own = items.find(c => c.customer.name === 'Li Lei')
  await customer.closeWidget()
  await desk.call('POST', `/conversations/${own.id}/messages`, { token: agent.key, body: { text: '在的' } })
  await customer.badge(1)
  requests.length = 0
  await page.reload()
  await customer.badge(1)
  assert.ok(!requests.some(r => /\/chat-|\/ws/.test(r.pathname)), 'the chat itself is not loaded')
  assert.ok(requests.some(r => r.pathname === '/api/v1/my/conversation'))

  // Keyboard: open, write, and back with the focus where it was.
  await page.getByTestId('launcher').focus()
  await page.keyboard.press('Enter')
  await customer.has('在的', 'received')
  await eventually(async () => assert.ok(await customer.input.evaluate(el => el === document.activeElement)))
  await page.keyboard.press('Escape')
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.tagName), 'KEFU-WIDGET'))
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['kefu.known'], 'the shop holds nothing of the conversation')
}, { settings: { KEFU_ALLOWED_ORIGINS: SHOP, KEFU_IDENTITY_SECRET: SECRET } }))

test('a page that may not carry the chat', story(async (stage) => {
  const { desk } = stage
  const listen = '<script>window.heard = []; addEventListener("message", e => window.heard.push(e.data))</script>'
  const forged = `${desk.url}/chat?embed=1&open=1&origin=${encodeURIComponent(SHOP)}`
  foreign.show({
    '/frame': `${listen}<iframe src="${forged}"></iframe>`,
    '/widget': `${listen}<script src="${desk.url}/widget.js"></script>`,
  })
  shop.show({
    '/': `${listen}<script src="${desk.url}/widget.js"></script>`,
    // A frame of the shop that says that it is somebody else: the chat talks to the origin it was told of, and to no other.
    '/forged': `${listen}<iframe src="${desk.url}/chat?embed=1&open=1&origin=${encodeURIComponent('https://other.example')}"></iframe>`,
  })
  const agent = await desk.agent('Han Mei')
  const page = await stage.page('customer')
  for (const path of ['/frame', '/widget']) {
    await page.goto(foreign.origin + path)
    if (path === '/widget') await page.getByTestId('launcher').click()
    // What the browser puts in the place of a page that may not be there.
    await eventually(() => {
      const inside = page.frames().filter(f => f !== page.mainFrame()).map(f => f.url())
      assert.ok(inside.length > 0 && inside.every(url => url.startsWith('chrome-error:')), `the chat does not load in a foreign page: ${inside}`)
    })
    assert.deepEqual(await page.evaluate(() => window.heard), [])
  }

  // It speaks, and the browser says that nobody of that name is there.
  await Promise.all([
    page.waitForEvent('console', message => /postMessage.*other\.example/.test(message.text())),
    page.goto(`${shop.origin}/forged`),
  ])
  assert.deepEqual(await page.evaluate(() => window.heard), [], 'nothing is said to who is not the origin named')

  // The shop itself hears counts and signals, and not a word of the conversation.
  await page.goto(shop.origin)
  const customer = new Customer(page, frameOf(page))
  await customer.openWidget()
  await customer.write('my secret order')
  await customer.has('my secret order', 'sent')
  const { items: [{ id }] } = await desk.call('GET', '/conversations')
  await desk.call('POST', `/conversations/${id}/messages`, { token: agent.key, body: { text: 'our secret answer' } })
  await customer.has('our secret answer', 'received')
  const heard = await page.evaluate(() => window.heard)
  assert.ok(heard.length > 0)
  assert.deepEqual([...new Set(heard.map(m => m.kefu))].filter(kind => !['ready', 'unread', 'known', 'close'].includes(kind)), [])
  assert.ok(heard.every(m => Object.entries(m).every(([k, v]) => k === 'kefu' || (k === 'count' && typeof v === 'number'))))
  assert.equal(await page.evaluate(() => {
    try {
      return document.querySelector('kefu-widget').shadowRoot.querySelector('iframe').contentDocument
    } catch {
      return null
    }
  }), null, 'the frame is closed to the shop')
}, {
  settings: { KEFU_ALLOWED_ORIGINS: SHOP },
  expected: [/frame-ancestors/, /securitypolicyviolation|security policy/i, /Framing .* violates/, /postMessage/],
}))

test('what the desk would refuse, and what it refuses', story(async (stage) => {
  const customer = await stage.visitor()
  await customer.input.waitFor()
  const notice = customer.at.getByRole('alert')
  await customer.attach({ name: 'big.png', mimeType: 'image/png', buffer: Buffer.concat([png(10, 10), Buffer.alloc(1_100_000)]) })
  await notice.filter({ hasText: 'big.png is too large: at most 1 MB' }).waitFor()
  await customer.attach({ name: 'run.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') })
  await notice.filter({ hasText: 'run.exe cannot be sent' }).waitFor()
  assert.equal(await customer.messages.count(), 0, 'nothing was sent')

  await customer.write('the first')
  await customer.has('the first', 'sent')
  const { items: [{ customer: { openid } }] } = await stage.desk.call('GET', '/conversations')
  await stage.desk.call('PATCH', `/customers/${openid}`, { body: { blocked: true } })
  await customer.write('the second')
  await customer.has('the second', 'failed')
  await customer.message('the second').getByRole('alert').filter({ hasText: 'Messages are not accepted here.' }).waitFor()
  await customer.page.reload()
  await customer.has('the second', 'failed')
  await stage.desk.call('PATCH', `/customers/${openid}`, { body: { blocked: false } })
  await customer.message('the second').getByTestId('message-retry').click()
  await customer.has('the second', 'sent')
}, { settings: { KEFU_MAX_UPLOAD_BYTES: '1048576' }, expected: [/status of 403/] }))

test('no network at the start', story(async (stage) => {
  const customer = await stage.visitor()
  await customer.write('before the tunnel')
  await customer.has('before the tunnel', 'sent')
  await eventually(async () => assert.ok(await customer.page.evaluate(() => Object.values(localStorage).some(kept => kept.includes('before the tunnel'))), 'it is kept'))
  // The page itself comes from the browser's cache, as where it was open; the desk is away.
  const desk = `${stage.desk.url}/**`
  await customer.page.context().route(desk, route => (/\/api\//.test(route.request().url()) ? route.abort() : route.continue()))
  await customer.page.context().routeWebSocket(/\/ws/, ws => ws.close({ code: 1013 }))
  await customer.page.reload()
  await customer.has('before the tunnel', 'sent')
  await customer.at.getByTestId('connection-banner').filter({ hasText: 'You see the chat as it was last time' }).waitFor()
  await customer.write('in the tunnel')
  await customer.has('in the tunnel', 'sending')
  await stage.shots('no network')
}, { expected: [/net::ERR_FAILED/, /WebSocket/] }))
