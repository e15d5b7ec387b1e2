// One story is one desk, and the people of it. The stories of a file have one browser, of which each person has a profile of their own.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { launch, shot, watch } from './browser.mjs'
import { Console } from './console.mjs'
import { Customer } from './customer.mjs'
import { Desk } from './desk.mjs'
import { PATIENCE } from './wait.mjs'

/** Of a story, without the making of its desk, ms: for what hangs, and never for what is slow. */
const LIMIT = 240_000

/** A console asks who it is before anyone has logged in: the browser notes the 401. */
const NOT_YET = /status of 401 .*\/api\/v1\/(me|auth\/agent)$/

let running = null
after(async () => (await running)?.close())

/** The file's browser; another one if it is gone. */
async function browser() {
  if (!(await running?.catch(() => null))?.isConnected()) running = launch()
  return running
}

/**
 * Makes a test: `tell` gets a Stage with a new desk, and the test itself. It fails if a page had an error that `expected`
 * does not excuse. `settings` are the desk's, as for Desk.start; `limit` is how long it may take, ms.
 */
export function story(tell, { expected = [], settings = {}, limit = LIMIT } = {}) {
  return async (t) => {
    const { name } = t
    const stage = new Stage(await Desk.start(settings))
    try {
      stage.browser = await browser()
      await within(limit, tell(stage, t))
      await stage.shots(name)
      assert.deepEqual(stage.problems.filter(p => ![NOT_YET, ...expected].some(e => e.test(p))), [])
    } catch (error) {
      await stage.shots(`FAILED ${name}`).catch(() => {})
      throw error
    } finally {
      await stage.leave()
      await stage.desk.stop()
    }
  }
}

async function within(ms, work) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the story took more than ${ms} ms`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

class Stage {
  /** What a page had that it must not have. */
  problems = []
  browser = null
  #pages = []
  #contexts = []

  constructor(desk) {
    this.desk = desk
  }

  async #context(options) {
    const context = await this.browser.newContext(options)
    this.#contexts.push(context)
    return context
  }

  /** Everybody closes their browser. */
  async leave() {
    await Promise.all(this.#contexts.map(context => context.close().catch(() => {})))
  }

  /** A browser of somebody's own; `options` are Playwright's. */
  async page(who, options) {
    const context = await this.#context({ locale: 'en-US', timezoneId: 'UTC', viewport: { width: 1280, height: 800 }, ...options })
    context.setDefaultTimeout(PATIENCE)
    await watch(context, this.problems)
    const page = await context.newPage()
    this.#pages.push([who, page])
    return page
  }

  /** Another page in the browser of whoever came last. */
  async again(who = 'again') {
    const [, last] = this.#pages.at(-1)
    const page = await last.context().newPage()
    this.#pages.push([who, page])
    return page
  }

  /** Somebody before a console's login page. */
  async console(who = 'agent') {
    const page = await this.page(who)
    await page.goto(`${this.desk.url}/console/`)
    return new Console(page)
  }

  /** A customer who looks at the demo shop. */
  async shopper(who = 'customer') {
    const page = await this.page(who)
    await page.goto(`${this.desk.url}/demo`)
    return new Customer(page, page.frameLocator('[data-testid=chat-frame]'))
  }

  /** A customer with the chat alone; `session` is one of Desk.visitor, or none for somebody new. */
  async visitor({ who = 'customer', session, ...options } = {}) {
    const page = await this.page(who, options)
    if (session) await page.addInitScript(s => localStorage.setItem('kefu.session', JSON.stringify({ ...s, externalId: null })), session)
    await page.goto(`${this.desk.url}/chat`)
    return new Customer(page, page)
  }

  /** The same customer's second tab. */
  async shopperAgain(first) {
    const page = await first.page.context().newPage()
    this.#pages.push(['second tab', page])
    await page.goto(`${this.desk.url}/demo`)
    return new Customer(page, page.frameLocator('[data-testid=chat-frame]'))
  }

  async shots(name) {
    const file = name.replaceAll(/[^a-zA-Z0-9]+/g, '-')
    for (const [i, [who, page]] of this.#pages.entries()) if (!page.isClosed()) await shot(page, `${file}-${i}-${who}`)
  }
}
