// The simulator in Chromium: with layout, touch and pictures.
import fs from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { buildBundle, buildRuntime, miniprogram } from './build.mjs'
import { models } from './src/phone/models.mjs'
import { bootInPage } from './src/page-host.mjs'
import { scoped } from './src/scoped.mjs'

/** Where the package's own files are served; nothing leaves the machine. */
const ORIGIN = 'http://miniprogram.test'

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  // WeChat's calls know no cross-origin policy.
  '--disable-web-security', '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
]

const TYPES = { '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg' }

/** The first start on a machine reads all of the browser from its disk, ms. */
const START_WITHIN = 120_000

export function launchBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS, timeout: START_WITHIN })
}

let scripts = null

/** What every phone's page runs. */
function runs() {
  return scripts ??= Promise.all([buildRuntime(), `${buildBundle()};window.MP_BUNDLE = MP_BUNDLE;window.MPSim = MPSim`])
}

/**
 * Starts the mini-program on a simulated phone. `network` says where its desk really is: `{ match, url }`; `loginCode`
 * and `pickFiles` answer for WeChat.
 */
export async function launch(browser, { model = 'large', theme = 'light', network, loginCode, pickFiles = () => [], ...rest }) {
  const { width, height } = models[model]
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: theme })
  const page = await context.newPage()
  const problems = []
  page.on('pageerror', error => problems.push(String(error.stack)))
  await page.route(`${ORIGIN}/**`, serve)
  await page.exposeFunction('mpLoginCode', loginCode)
  await page.exposeFunction('mpPickFiles', pickFiles)
  await page.goto(`${ORIGIN}/`)
  for (const content of await runs()) await page.addScriptTag({ content })
  await page.evaluate(bootInPage, { model: models[model], theme, network, ...rest })
  return new Phone(page, problems)
}

function serve(route) {
  const { pathname } = new URL(route.request().url())
  const file = path.join(miniprogram, path.normalize(pathname))
  if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><body></body>' })
  if (!TYPES[path.extname(file)] || !fs.existsSync(file)) return route.fulfill({ status: 404 })
  return route.fulfill({ contentType: TYPES[path.extname(file)], body: fs.readFileSync(file) })
}

/** The phone in a test's hand. */
class Phone {
  constructor(page, problems) {
    this.page = page
    this.problems = problems
  }

  /** Elements of a page of the mini-program, by its own class names. */
  on(route, selector, options) {
    return this.page.frameLocator(`iframe[data-route="${route}"]`).locator(scoped(selector), options)
  }

  home(selector, options) {
    return this.on('pages/home/home', selector, options)
  }

  product(selector, options) {
    return this.on('pages/product/product', selector, options)
  }

  chat(selector, options) {
    return this.on('pages/chat/chat', selector, options)
  }

  async tapTab(index) {
    await this.page.locator('.ph-tab a').nth(index).tap()
  }

  get field() {
    return this.chat('wx-textarea textarea')
  }

  badge() {
    return this.page.locator('.ph-tab em')
  }

  /** Lets what was begun be drawn, for a picture: an overlay, a scroll, a tap's late click. */
  async settled() {
    await this.page.waitForTimeout(400)
  }

  /** Where an element is on the whole screen, px, when it has come to rest. */
  async resting(locator) {
    let [box, frames] = [null, 0]
    for (const end = Date.now() + 30_000; frames < 5; frames++) {
      const now = await locator.boundingBox()
      if (box === null || now === null || ['x', 'y', 'width', 'height'].some(side => box[side] !== now[side])) frames = -1
      box = now
      if (Date.now() > end) throw new Error(`never at rest: ${locator}`)
      await this.page.evaluate(() => new Promise(requestAnimationFrame))
    }
    return box
  }

  /** Holds a finger on a message until the long press has come, and its menu. */
  async press(locator) {
    await locator.dispatchEvent('touchstart', { touches: [], changedTouches: [], targetTouches: [] })
    await this.chat('.menu-item').first().waitFor()
    await locator.dispatchEvent('touchend', { touches: [], changedTouches: [], targetTouches: [] })
  }

  /** A finger on the list: the composer's panels and the keyboard go. */
  async foldComposer() {
    await this.chat('.list').dispatchEvent('touchstart', { touches: [], changedTouches: [], targetTouches: [] })
    await this.chat('.list').dispatchEvent('touchend', { touches: [], changedTouches: [], targetTouches: [] })
  }

  async scrollTo(top) {
    await this.chat('.list').evaluate((list, to) => { list.scrollTop = to }, top)
  }

  /** Is the chat's list at its end? */
  async atEnd() {
    return this.chat('.list').evaluate(list => list.scrollHeight - list.scrollTop - list.clientHeight < 3)
  }

  /** Scrolls to the very top and does `load`: how far the line moved that was the first then, px, and what it said. */
  async scrollToTopAndWatch(load) {
    const list = this.chat('.list')
    const lines = scoped('.line')
    const { first, top } = await list.evaluate((element, selector) => {
      element.scrollTop = 0
      // The list's blocks do not stand in the order in which they are read.
      const topOf = line => line.getBoundingClientRect().top
      const line = window.firstLine = [...element.querySelectorAll(selector)].reduce((a, b) => (topOf(b) < topOf(a) ? b : a))
      return { first: line.textContent, top: topOf(line) }
    }, lines)
    await load()
    const now = await list.evaluate(async (element, from) => {
      const frame = () => new Promise(requestAnimationFrame)
      const at = () => window.firstLine.getBoundingClientRect().top
      // What came is measured when it was drawn, on a busy machine some frames later; then it must stay.
      for (let n = 0; n < 60 && Math.abs(at() - from) > 2; n++) await frame()
      for (let n = 0; n < 10; n++) await frame()
      return at()
    }, top)
    return { moved: now - top, first }
  }

  /** What the chat's lines say, from top to bottom. */
  async linesInOrder() {
    return this.chat('.list').evaluate((list, selector) => [...list.querySelectorAll(selector)]
      .map(line => ({ text: line.textContent, top: line.getBoundingClientRect().top })).sort((a, b) => a.top - b.top).map(({ text }) => text), scoped('.line'))
  }

  /** The app goes to the background for so long, ms. */
  async background(ms) {
    await this.page.evaluate(() => window.app.hide())
    await this.page.waitForTimeout(ms)
  }

  async foreground() {
    await this.page.evaluate(() => window.app.show())
  }

  /** Errors of the mini-program's code, and calls that the simulator does not know. */
  async faults() {
    const inside = await this.page.evaluate(() => [
      ...window.app.errors.map(error => String(error?.stack ?? error)),
      ...window.app.calls.filter(({ name }) => name === 'MISSING').map(({ argument }) => `wx.${argument} is not simulated`),
    ])
    return [...this.problems, ...inside]
  }

  async close() {
    await this.page.evaluate(() => window.app.stop())
    await this.page.context().close()
  }
}
