// How the widget looks on a shop's page: as the desk's admins have set it, unless the page says otherwise. And what it keeps
// where the browser gives a foreign frame a storage of its own, or none.
import assert from 'node:assert/strict'
import test from 'node:test'
import { launch } from './lib/browser.mjs'
import { Customer } from './lib/customer.mjs'
import { site } from './lib/site.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const shop = await site()
test.after(() => shop.close())
/** Another site than the desk's, not only another origin. */
const SHOP = `http://localhost:${shop.port}`

const at = page => page.frameLocator('[data-testid=chat-frame]')

test('as the desk has set it', story(async (stage) => {
  const { version } = await stage.desk.call('GET', '/settings')
  await stage.desk.call('PATCH', '/settings', {
    body: {
      version, desk_name: '</script><b>Desk', language: 'zh-CN',
      widget: { title: 'Galaxy "Digital"', color: '#0a7d4f', side: 'left', greeting: { zh: '欢迎光临星河', en: 'Welcome to Galaxy' }, launcher: { visible: true, label: { zh: '找客服', en: 'Ask us' } } },
    },
  })
  shop.show({
    '/': `<body><script async src="${stage.desk.url}/widget.js"></script>`,
    '/own': `<body><script async src="${stage.desk.url}/widget.js" data-color="#ffd60a" data-side="right" data-title="Shop" data-lang="zh-CN"></script>`,
  })
  const page = await stage.page('customer')
  await page.goto(SHOP)
  const launcher = page.getByTestId('launcher')
  /** The launcher, when it has come to rest: its words, its left edge and its colour. */
  const looks = (words, left, color) => eventually(async () => {
    if (words !== null) assert.equal((await launcher.innerText()).trim(), words)
    assert.equal((await launcher.boundingBox()).x < 100, left, 'at the left')
    assert.equal(await launcher.evaluate(el => getComputedStyle(el).backgroundColor), color)
  })
  await looks('Ask us', true, 'rgb(10, 125, 79)')
  const customer = new Customer(page, at(page))
  await customer.openWidget()
  await customer.at.getByTestId('greeting').getByText('Welcome to Galaxy').waitFor()
  await customer.at.getByRole('heading', { name: 'Galaxy "Digital"' }).waitFor()
  await page.goto(`${SHOP}/own`)
  await looks(null, false, 'rgb(255, 214, 10)')
  assert.ok((await launcher.boundingBox()).x > 600, 'at the right')
  await customer.openWidget()
  await customer.at.getByRole('heading', { name: 'Shop' }).waitFor()
  await customer.at.getByTestId('greeting').getByText('欢迎光临星河').waitFor()
  // A customer who speaks neither language is answered in the desk's; so is the chat alone.
  const french = await stage.page('french', { locale: 'fr-FR' })
  await french.goto(`${stage.desk.url}/chat`)
  await french.getByText('欢迎光临星河').waitFor()
  await stage.desk.call('PATCH', '/settings', { body: { version: version + 1, widget: { launcher: { visible: false } } } })
  await page.goto(SHOP)
  await page.waitForFunction(() => 'kefu' in window)
  await page.evaluate(() => new Promise(requestAnimationFrame))
  assert.equal(await launcher.isVisible(), false)
  await page.evaluate(() => window.kefu.open())
  await customer.input.waitFor()
}, { settings: { KEFU_ALLOWED_ORIGINS: SHOP } }))

// What is denied there is localStorage; a partitioned cookie is not.
test('third-party cookies blocked: the visitor stays, for each site', story(async (stage) => {
  shop.show({ '/': `<body><script async src="${stage.desk.url}/widget.js"></script>` })
  const browser = await launch('--test-third-party-cookie-phaseout')
  try {
    const context = await browser.newContext({ locale: 'en-US' })
    const page = await context.newPage()
    await page.goto(SHOP)
    const customer = new Customer(page, at(page))
    await customer.openWidget()
    await customer.write('who am I')
    await customer.has('who am I', 'sent')
    await page.reload()
    await customer.openWidget()
    await customer.has('who am I', 'sent')
    const alone = await context.newPage()
    await alone.goto(`${stage.desk.url}/chat`)
    await alone.getByTestId('greeting').waitFor()
    // What was said by somebody who is known here would stand there before this is sent.
    await new Customer(alone, alone).write('somebody else')
    await new Customer(alone, alone).has('somebody else', 'sent')
    assert.equal(await alone.getByText('who am I').count(), 0, 'another top-level site has a storage of its own')
    await customer.at.getByText('who am I').waitFor()
  } finally {
    await browser.close()
  }
}, { settings: { KEFU_ALLOWED_ORIGINS: SHOP } }))

test('no storage at all: it lasts as long as the page, and says nothing wrong', story(async (stage) => {
  shop.show({ '/': `<body><script async src="${stage.desk.url}/widget.js"></script>` })
  const page = await stage.page('customer')
  await page.addInitScript(() => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError')
    }
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: denied })
    navigator.locks.request = () => Promise.reject(new DOMException('denied', 'SecurityError'))
  })
  await page.goto(SHOP)
  const customer = new Customer(page, at(page))
  await customer.openWidget()
  await customer.write('kept in memory')
  await customer.has('kept in memory', 'sent')
  await customer.at.getByTestId('sound').click()
  await customer.at.getByRole('button', { name: 'Turn the sound on' }).waitFor()
  await customer.closeWidget()
  await customer.openWidget()
  await customer.has('kept in memory', 'sent')
  await eventually(async () => assert.equal(await customer.at.getByTestId('connection-banner').count(), 0))
  assert.equal((await stage.desk.call('GET', '/customers')).items.length, 1, 'one visitor for all of it')
}, { settings: { KEFU_ALLOWED_ORIGINS: SHOP } }))
