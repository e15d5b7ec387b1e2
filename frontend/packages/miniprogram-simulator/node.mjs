// The simulator in Node: jsdom for the document, ws for sockets, Node's own fetch. There is no layout.
import { JSDOM, VirtualConsole } from 'jsdom'
import WebSocket from 'ws'
import { models } from './src/phone/models.mjs'
import { pngSize } from './src/png.mjs'
import { scoped } from './src/scoped.mjs'

/** What jsdom lacks and nothing here misses. */
const EXPECTED = /Not implemented|Could not parse CSS/

/**
 * Boots the mini-program. `runtime` and `bundle` are the texts of build.mjs; of `given`, loginCode is needed, and
 * pickFiles, storage (a Map that outlives the app), privacy, language, theme, permissions and onPermission may be.
 */
export function launch({ runtime, bundle, ...given }) {
  const console_ = new VirtualConsole()
  console_.on('error', (...args) => console.error(...args))
  console_.on('jsdomError', (error) => { if (!EXPECTED.test(error.message)) console.error(error.message) })
  const dom = new JSDOM('<!doctype html><body></body>', { url: 'https://servicewechat.com/', runScripts: 'outside-only', pretendToBeVisual: true, virtualConsole: console_ })
  const { window } = dom
  window.eval(`${runtime};${bundle};window.MPSim = MPSim;window.MP_BUNDLE = MP_BUNDLE`)
  const app = window.MPSim.boot(window.MP_BUNDLE, { ...nodeHost(window.document, given.network ?? (url => url)), ...given })
  return new Remote(app, dom)
}

/** `network` may lead an address somewhere else. */
function nodeHost(document, network) {
  return {
    document, styles: false, model: models.large, assetBase: 'mp:///', storage: new Map(), pickFiles: async () => [], imageSize: pngSize,
    fetch: (url, init) => fetch(network(url), init),
    blob: (bytes, type) => new Blob([bytes], { type }),
    blobUrl: () => 'blob:chosen',
    // What the phone sends: no Origin, and a Referer of WeChat's.
    webSocket: (url, protocols) => new WebSocket(network(url), protocols, { headers: { Referer: 'https://servicewechat.com/touristappid/devtools/page-frame.html' } }),
    cut: socket => socket.terminate(),
    async upload(url, { name, blob, fileName, header }, { signal, progress }) {
      const form = new FormData()
      form.append(name, blob, fileName)
      const answer = await fetch(network(url), { method: 'POST', headers: header, body: form, signal })
      progress(100)
      return { status: answer.status, text: await answer.text() }
    },
  }
}

/** A test's hands and eyes. */
class Remote {
  constructor(app, dom) {
    Object.assign(this, { ...app, dom })
  }

  /** The page in front, as its own code sees it. */
  get page() {
    return this.navigation.top.caller
  }

  $(selector) {
    return this.navigation.top.frame.document.querySelector(scoped(selector))
  }

  $$(selector) {
    return [...this.navigation.top.frame.document.querySelectorAll(scoped(selector))]
  }

  /** The texts of all elements that match. */
  texts(selector) {
    return this.$$(selector).map(element => element.textContent.trim())
  }

  /** Errors of the mini-program's code, and calls that the simulator does not know. */
  faults() {
    const missing = this.calls.filter(({ name }) => name === 'MISSING').map(({ argument }) => `wx.${argument} is not simulated`)
    return [...Array.from(this.errors, error => String(error?.stack ?? error)), ...missing]
  }

  /** The arguments with which `wx.name` was called. */
  called(name) {
    return this.calls.filter(call => call.name === name).map(call => JSON.parse(JSON.stringify(call.argument)))
  }

  tap(found) {
    const element = typeof found === 'string' ? this.$(found) : found
    if (!element) throw new Error(`nothing to tap: ${found}`)
    this.touch(element, 'start')
    this.touch(element, 'end')
  }

  /** Presses until the long press comes. */
  async press(element) {
    this.touch(element, 'start')
    await new Promise(resolve => setTimeout(resolve, 450))
    this.touch(element, 'end')
  }

  tapTab(index) {
    this.phone.root.querySelectorAll('.ph-tab a')[index].click()
  }

  /** Writes into the page's field, as a keyboard does. */
  type(text) {
    const field = this.$('wx-textarea textarea')
    field.value = text
    field.dispatchEvent(new field.ownerDocument.defaultView.Event('input', { bubbles: true }))
  }

  /** A finger on an element: 'start', 'move', 'end' or 'cancel', `y` px from the page's top. */
  touch(element, type, y = 600) {
    const event = new (element.ownerDocument.defaultView.Event)(`touch${type}`, { bubbles: true, composed: true, cancelable: true })
    const touch = { identifier: 1, clientX: 100, clientY: y, pageX: 100, pageY: y, target: element }
    const down = type === 'start' || type === 'move'
    element.dispatchEvent(Object.assign(event, { touches: down ? [touch] : [], targetTouches: down ? [touch] : [], changedTouches: [touch] }))
  }

  /** Ends the app as the system does. */
  end() {
    this.stop()
    this.dom.window.close()
  }
}
