// Takes pictures of every screen, on a desk that "kefu demo" has filled: npm run screens -- FOLDER
import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { AWAY, launch, watch } from './lib/browser.mjs'
import { Console } from './lib/console.mjs'
import { Customer } from './lib/customer.mjs'
import { Desk } from './lib/desk.mjs'
import { stretch, stretcher } from './lib/stretch.mjs'
import { eventually } from './lib/wait.mjs'

const folder = process.argv[2]
if (!folder) {
  console.error('usage: npm run screens -- FOLDER')
  process.exit(2)
}

const DAY = 7.5 * 60 * 60 * 1000
const LARGE = { width: 1440, height: 900 }
const SMALL = { width: 1366, height: 768 }
const PHONE = { width: 390, height: 844 }
const LOCALES = { zh: 'zh-CN', en: 'en-GB' }
/** Whose conversations are opened. */
const HERO = { zh: '林晓雯', en: 'Olivia Bennett' }

/** A zone where it is about five in the afternoon: the filled day is a working day. */
function zone() {
  const hours = (17 - new Date().getUTCHours() + 36) % 24 - 12
  return `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}

/** Fills the desk and leaves the demo chatting; answers the agents' staff keys, and stops it by `stop`. */
async function fill(desk) {
  const begin = Date.now()
  const demo = spawn(desk.program, ['demo', '--key', desk.adminKey, '--url', desk.url, '--live', '10m'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  demo.stdout.on('data', (piece) => { said += piece })
  const ended = new Promise(resolve => demo.once('exit', resolve))
  await eventually(() => {
    if (demo.exitCode !== null) throw new Error('the demo failed')
    if (!said.includes('Open http')) throw new Error('the demo is not ready')
  }, 60_000)
  const keys = said.match(/sk_\S+/g)
  const end = Date.now()
  return {
    keys,
    move: stretcher(end, DAY / (end - begin)),
    async stop() {
      demo.kill('SIGTERM')
      await ended
    },
  }
}

class Studio {
  problems = []

  constructor(browser, desk, demo) {
    Object.assign(this, { browser, desk, demo })
  }

  /** A page of somebody's own; `close` it. */
  async page(lang, { theme = 'light', viewport = LARGE } = {}) {
    const phone = viewport === PHONE
    const context = await this.browser.newContext({
      locale: LOCALES[lang], colorScheme: theme, viewport, timezoneId: zone(), deviceScaleFactor: phone ? 2 : 1, hasTouch: phone, isMobile: phone,
    })
    context.setDefaultTimeout(10_000)
    await watch(context, this.problems)
    await stretch(context, this.demo.move)
    return context.newPage()
  }

  async take(page, name) {
    await page.evaluate(() => document.fonts.ready)
    await eventually(() => page.evaluate(() => {
      if ([...document.images].some(img => img.loading !== 'lazy' && !img.complete)) throw new Error('pictures are still loading')
    }))
    await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' })
    console.log(name)
  }

  async login(lang, theme) {
    const page = await this.page(lang, { theme })
    await page.goto(`${this.desk.url}/console/`)
    await page.getByTestId('login-key').waitFor()
    await this.take(page, `login-${lang}-${theme}`)
    await page.context().close()
  }

  /** The list and a conversation; on a phone one after the other. */
  async console(lang, theme, viewport, label) {
    const page = await this.page(lang, { theme, viewport })
    await page.goto(`${this.desk.url}/console/`)
    const desk = new Console(page)
    await desk.login(this.demo.keys[lang === 'zh' ? 0 : 3])
    const row = page.getByTestId('conversation-row')
    await row.first().waitFor()
    if (viewport === PHONE) await this.take(page, `console-${lang}-${theme}-${label}-list`)
    const id = await this.conversationOf(HERO[lang])
    await page.goto(`${this.desk.url}/console/c/${id}`)
    await desk.messages.first().waitFor()
    await this.take(page, `console-${lang}-${theme}-${label}`)
    if (viewport === LARGE && theme === 'light') {
      await page.getByTestId('tab-everyone').focus()
      await page.keyboard.press('?')
      await page.getByTestId('shortcuts').waitFor()
      await this.take(page, `shortcuts-${lang}`)
    }
    await page.context().close()
  }

  async conversationOf(name) {
    const { items } = await this.desk.call('GET', `/conversations?q=${encodeURIComponent(name)}`)
    return items[0].id
  }

  /** A customer at the shop's page or in the chat alone, talking with an agent. */
  async customer(lang, { theme = 'light', viewport = LARGE, alone = false, label }) {
    const page = await this.page(lang, { theme, viewport })
    await page.goto(`${this.desk.url}${alone ? '/chat' : '/demo'}`)
    const customer = new Customer(page, alone ? page : page.frameLocator('[data-testid=chat-frame]'))
    if (!alone) {
      await page.getByTestId('launcher').waitFor()
      await this.take(page, `${label}-closed`)
      await customer.openWidget()
    }
    await this.talk(customer, lang)
    await this.take(page, label)
    await page.context().close()
  }

  async talk(customer, lang) {
    const key = this.demo.keys[lang === 'zh' ? 2 : 4]
    const [ask, reply, thanks, last] = {
      zh: ['你好，Aura Pro 今天下单，周六能到上海吗？', '您好，可以的！下午四点前付款今天就发，一般隔天到。', '太好了，是银色的吗？', '银色、曜石黑都有现货，需要帮您留一台吗？'],
      en: ['Hi! If I order the Aura Pro today, will it be here by Saturday?', 'Hi! Yes, orders before four leave today and take two days.', 'Great. Is the silver one in stock?', 'It is, and so is the black. Shall I put one aside for you?'],
    }[lang]
    await customer.write(ask)
    await customer.has(ask, 'sent')
    const token = await customer.at.locator('body').evaluate(() => JSON.parse(localStorage.getItem('kefu.session')).token)
    const { id } = await this.desk.call('GET', '/my/conversation', { token })
    const answer = async (body) => {
      const { items } = await this.desk.call('GET', `/conversations/${id}/messages`)
      await this.desk.call('POST', `/conversations/${id}/read`, { token: key, body: { seq: items.at(-1).seq } })
      await this.desk.call('POST', `/conversations/${id}/messages`, { token: key, body })
    }
    await answer({ text: reply })
    await customer.has(reply, 'received')
    await customer.write(thanks)
    await customer.has(thanks, 'sent')
    await answer({ text: last })
    await customer.has(thanks, 'read')
    await customer.has(last, 'received')
  }
}

async function all(studio) {
  // Who has left is shown as online for some seconds.
  await eventually(async () => {
    const { items } = await studio.desk.call('GET', '/conversations?limit=200')
    if (items.every(c => c.customer.online)) throw new Error('all customers are online')
  }, 20_000)
  for (const lang of ['zh', 'en']) {
    for (const theme of ['light', 'dark']) {
      await studio.login(lang, theme)
      await studio.console(lang, theme, LARGE, '1440')
    }
    await studio.console(lang, 'light', SMALL, '1366')
    await studio.console(lang, 'light', PHONE, 'phone')
  }
  await studio.console('zh', 'dark', PHONE, 'phone')
  await studio.console('en', 'dark', SMALL, '1366')
  for (const lang of ['zh', 'en']) {
    await studio.customer(lang, { label: `shop-${lang}` })
    await studio.customer(lang, { label: `shop-${lang}-phone`, viewport: PHONE })
    await studio.customer(lang, { label: `chat-${lang}`, alone: true })
  }
  await studio.customer('zh', { label: 'chat-zh-dark-phone', theme: 'dark', viewport: PHONE, alone: true })
  await studio.customer('en', { label: 'shop-en-dark', theme: 'dark' })
}

await mkdir(folder, { recursive: true })
const desk = await Desk.start()
let browser, demo
try {
  demo = await fill(desk)
  browser = await launch()
  const studio = new Studio(browser, desk, demo)
  await all(studio)
  const problems = studio.problems.filter(p => !AWAY.test(p) && !/status of 401 .*\/me$/.test(p))
  if (problems.length > 0) throw new Error(`the pages had errors:\n${problems.join('\n')}`)
} finally {
  await browser?.close()
  await demo?.stop()
  await desk.stop()
}
