// Takes pictures of every screen, in each size, theme and language, on a desk that "kefu demo" has filled:
// npm run screens -- FOLDER [WORD…]; with words only those whose names hold one of them.
import { execFile, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { AWAY, launch, watch } from './lib/browser.mjs'
import { Customer } from './lib/customer.mjs'
import { Desk } from './lib/desk.mjs'
import { stretch, stretcher } from './lib/stretch.mjs'
import { eventually } from './lib/wait.mjs'

const [folder, ...words] = process.argv.slice(2)
if (!folder) {
  console.error('usage: npm run screens -- FOLDER [WORD…]')
  process.exit(2)
}

const DAY = 7.5 * 60 * 60 * 1000
const SIZES = { 1440: { width: 1440, height: 900 }, 1366: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }
const THEMES = ['light', 'dark']
const LOCALES = { zh: 'zh-CN', en: 'en-GB' }
/** Whose conversations are opened. */
const HERO = { zh: '林晓雯', en: 'Olivia Bennett' }

/**
 * The console's pages: one more is a line here. `as`: who looks, nobody if left out. `at`: its address below the console,
 * where `{hero}` is the conversation of HERO. `ready`: what must be there. `then`: what is done before the picture. `on`: in which sizes.
 * `real`: with two months of history, at their own times. These come last: that history is in everybody's list.
 */
const PAGES = [
  { name: 'login', at: '/login', ready: 'login-key' },
  { name: 'login-failed', at: '/login?ended=1', ready: 'login-ended', then: loginWrong },
  { name: 'list', as: 'agent', at: '/', ready: 'count-everyone' },
  { name: 'list-search', as: 'agent', at: '/', ready: 'count-everyone', then: page => page.getByTestId('list-search').fill('li') },
  { name: 'console', as: 'agent', at: '/c/{hero}', ready: 'message' },
  { name: 'offline', as: 'agent', at: '/c/{hero}', ready: 'message', then: offline },
  { name: 'notifications', as: 'agent', at: '/', ready: 'conversation-row', then: notifications },
  { name: 'shortcuts', as: 'agent', at: '/', ready: 'conversation-row', then: shortcuts, on: ['1440', '1366'] },
  { name: 'customer', as: 'agent', at: '/c/{hero}', ready: 'message', then: customerPane, on: ['phone'] },
  { name: 'console-menu', as: 'agent', at: '/c/{hero}', ready: 'message', then: messageMenu, on: ['phone'] },
  { name: 'agents', as: 'admin', at: '/settings/agents', ready: 'agent-row', real: true },
  { name: 'agents-key', as: 'admin', at: '/settings/agents', ready: 'agent-row', then: newKey, real: true },
  { name: 'desk', as: 'admin', at: '/settings/desk', ready: 'admin-desk', then: page => page.getByTestId('hours-enabled').click(), real: true },
  { name: 'widget', as: 'admin', at: '/settings/widget', ready: 'widget-preview', then: paint, real: true },
  { name: 'miniprogram', as: 'admin', at: '/settings/miniprogram', ready: 'admin-miniprogram', real: true },
  { name: 'dashboard', as: 'admin', at: '/dashboard?period=30d', ready: 'dashboard', then: counted, real: true },
  { name: 'dashboard-today', as: 'admin', at: '/dashboard?period=today', ready: 'dashboard', then: lower, real: true },
  { name: 'dashboard-list', as: 'admin', at: '/dashboard?period=7d', ready: 'dashboard', then: list, real: true },
  { name: 'dashboard-agents', as: 'admin', at: '/dashboard?period=7d', ready: 'dashboard', then: onlineAgents, real: true },
]

async function customerPane(page) {
  await page.getByTestId('show-customer').click()
  await page.getByTestId('episode').first().waitFor()
}

async function newKey(page) {
  await page.getByTestId('agent-add').click()
  await page.getByTestId('agent-name').fill('Han Mei')
  await page.getByTestId('agent-save').click()
  await page.getByTestId('staff-key').waitFor()
}

async function paint(page) {
  await page.getByTestId('option-talk').click()
  await page.getByTestId('widget-color').fill('#0a7d4f')
}

/** The desk has counted the history; the one who writes it can't know when. */
async function counted(page) {
  await eventually(async () => {
    if (Number(await page.getByTestId('figure-opened').getAttribute('data-count')) < 30) throw new Error('the desk has not counted yet')
    if (await page.getByTestId('chart-volume').locator('canvas').count() === 0) throw new Error('no chart yet')
  }, 30_000)
}

async function lower(page) {
  await counted(page)
  await page.getByTestId('chart-week').evaluate(chart => chart.scrollIntoView())
}

async function list(page) {
  await counted(page)
  await page.getByTestId('figure-first_response').click()
  await page.getByTestId('counted-row').first().waitFor()
}

async function onlineAgents(page) {
  await counted(page)
  await page.getByTestId('now-agents').click()
  await page.getByTestId('load-row').first().waitFor()
}

/** As a long touch opens it. */
async function messageMenu(page) {
  await page.getByTestId('message-more').last().evaluate(button => button.click())
  await page.getByTestId('message-menu').waitFor()
}

async function loginWrong(page) {
  await page.getByTestId('login-key').fill('sk_not-quite-the-right-one')
  await page.getByTestId('login-submit').click()
  await page.getByTestId('login-error').filter({ hasText: /./ }).waitFor()
}

/** The desk is gone for the page. */
async function offline(page, line) {
  await line.cut()
  await page.getByTestId('connection-banner').waitFor()
}

async function notifications(page) {
  await page.getByTestId('account').click()
  await page.getByTestId('open-notifications').click()
  await page.getByTestId('notifications').waitFor()
}

async function shortcuts(page) {
  await page.getByTestId('tab-everyone').focus()
  await page.keyboard.press('?')
  await page.getByTestId('shortcuts').waitFor()
}

/** Is this picture wanted? */
function wanted(name) {
  return words.length === 0 || words.some(word => name.includes(word))
}

const zoneHours = () => (17 - new Date().getUTCHours() + 36) % 24 - 12

/** A zone where it is about five in the afternoon: the filled day is a working day. */
function zone() {
  const hours = zoneHours()
  return `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}

/** Fills the desk and leaves the demo chatting; answers the agents' staff keys, and stops it by `stop`. */
async function fill(desk) {
  const begin = Date.now()
  const demo = spawn(desk.program, ['demo', '--key', desk.adminKey, '--url', desk.url, '--live', '30m'], { stdio: ['ignore', 'pipe', 'inherit'] })
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

  /** A page of somebody's own; close its context. */
  async page(lang, { theme = 'light', size = '1440', real = false } = {}) {
    const phone = size === 'phone'
    const context = await this.browser.newContext({
      locale: LOCALES[lang], colorScheme: theme, viewport: SIZES[size], timezoneId: zone(), deviceScaleFactor: phone ? 2 : 1, hasTouch: phone, isMobile: phone,
    })
    context.setDefaultTimeout(10_000)
    await watch(context, this.problems)
    const line = real ? null : await stretch(context, this.demo.move)
    return Object.assign(await context.newPage(), { line })
  }

  async take(page, name) {
    await page.evaluate(() => document.fonts.ready)
    await eventually(() => page.evaluate(() => {
      if ([...document.images].some(img => img.loading !== 'lazy' && !img.complete)) throw new Error('pictures are still loading')
    }))
    await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' })
    console.log(name)
  }

  /** One of the console's pages. */
  async console({ name, as, at, ready, then, real }, lang, theme, size) {
    if (real) await this.#remember()
    const page = await this.page(lang, { theme, size, real })
    try {
      if (as) {
        const staffKey = as === 'admin' ? this.desk.adminKey : this.demo.keys[lang === 'zh' ? 0 : 3]
        await page.request.post(`${this.desk.url}/api/v1/auth/agent`, { data: { staff_key: staffKey }, headers: { Origin: this.desk.url } })
      }
      await page.goto(`${this.desk.url}/console${at.replace('{hero}', await this.conversationOf(HERO[lang]))}`)
      await page.getByTestId(ready).first().waitFor()
      await then?.(page, page.line)
      await this.take(page, `${name}-${lang}-${theme}-${size}`)
    } finally {
      await page.context().close()
    }
  }

  /** Gives the desk a history, once, and waits until it has counted it. */
  #remember() {
    const [from, to] = [60, 0].map(days => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10))
    const opened = async () => (await this.desk.call('GET', `/stats/period?from=${from}&to=${to}&tz=UTC`)).total.opened
    this.history ??= promisify(execFile)('python3', [path.join(import.meta.dirname, 'lib/history.py'), path.join(this.desk.folder, 'kefu.db'), String(zoneHours() * 60)]).then(() => eventually(async () => {
      const before = await opened()
      await new Promise(resolve => setTimeout(resolve, 2000))
      if (before < 1000 || await opened() > before + 10) throw new Error('the desk has not counted yet')
    }, 60_000))
    return this.history
  }

  async conversationOf(name) {
    const { items } = await this.desk.call('GET', `/conversations?q=${encodeURIComponent(name)}`)
    return items[0].id
  }

  /** A customer at the shop's page or in the chat alone, talking with an agent. */
  async customer(lang, { theme = 'light', size = '1440', alone = false, label }) {
    if (!wanted(label)) return
    const page = await this.page(lang, { theme, size })
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
  for (const page of PAGES) {
    for (const size of page.on ?? Object.keys(SIZES)) {
      for (const lang of Object.keys(LOCALES)) {
        for (const theme of THEMES) if (wanted(`${page.name}-${lang}-${theme}-${size}`)) await studio.console(page, lang, theme, size)
      }
    }
  }
  for (const lang of ['zh', 'en']) {
    await studio.customer(lang, { label: `shop-${lang}` })
    await studio.customer(lang, { label: `shop-${lang}-phone`, size: 'phone' })
    await studio.customer(lang, { label: `chat-${lang}`, alone: true })
  }
  await studio.customer('zh', { label: 'chat-zh-dark-phone', theme: 'dark', size: 'phone', alone: true })
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
  const problems = studio.problems.filter(p => !AWAY.test(p) && !/status of 401 .*\/(me|auth\/agent)$/.test(p))
  if (problems.length > 0) throw new Error(`the pages had errors:\n${problems.join('\n')}`)
} finally {
  await browser?.close()
  await demo?.stop()
  await desk.stop()
}
