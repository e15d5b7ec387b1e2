import * as glassEasel from 'glass-easel'
import geSource from 'glass-easel-source' // the same library as text: its DOM backend runs inside each page's frame
import { baseCss } from '../elements/css.mjs'

/** Events of the DOM that a mini-program sees. */
const SEEN = /^(tap|touch\w+|transitionend|animation\w+)$/

/** A finger that rests so long is a long press, ms. */
const LONG = 350

/** A page's document: an iframe, as WeChat gives each page a web view of its own. */
export class PageFrame {
  constructor(document, parent, route, { tags, safeBottom }) {
    this.element = document.createElement('iframe')
    this.element.setAttribute('data-route', route)
    parent.appendChild(this.element)
    this.window = this.element.contentWindow
    this.document = this.window.document
    this.document.open()
    this.document.write(`<!doctype html><html><head><meta charset="utf-8"><style>:root { --safe-bottom: ${safeBottom}px; }${baseCss}</style></head><body></body></html>`)
    this.document.close()
    allowRpx(this.window)
    this.backend = this.#makeBackend(new Set(tags))
  }

  /** Puts a page's root component in. */
  attach(root) {
    const place = this.document.createElement('span')
    this.document.body.appendChild(place)
    root.attach(this.document.body, place)
  }

  remove() {
    this.element.remove()
  }

  #makeBackend(tags) {
    const exported = {}
    new this.window.Function('exports', geSource)(exported)
    const backend = new exported.CurrentWindowBackendContext()
    const { document } = this
    backend.document = {
      createElement: tag => document.createElement(tags.has(tag) ? `wx-${tag}` : tag),
      createTextNode: text => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    }
    const press = new LongPress(document.body)
    backend.onEvent((target, type, detail, { originalEvent }) => {
      if (!SEEN.test(type) || (type === 'tap' && (press.took() || isDisabled(originalEvent)))) return undefined
      return dispatch(target, type, detail, originalEvent)
    })
    return backend
  }
}

/** Tells a long press from a tap, which glass-easel leaves to others: what ends a long press is no tap. */
class LongPress {
  #timer
  #fired = false

  constructor(body) {
    const begin = event => this.#begin(event)
    const end = () => clearTimeout(this.#timer)
    for (const type of ['touchstart', 'mousedown']) body.addEventListener(type, begin, { capture: true })
    for (const type of ['touchend', 'touchmove', 'touchcancel', 'mouseup']) body.addEventListener(type, end, { capture: true })
  }

  /** Was the touch that ends now a long press? */
  took() {
    return this.#fired
  }

  #begin(event) {
    clearTimeout(this.#timer)
    this.#fired = false
    let element = event.target
    while (element && !element.__wxElement) element = element.parentNode
    if (!element) return
    const { clientX: x, clientY: y } = event.touches?.[0] ?? event
    this.#timer = setTimeout(() => {
      this.#fired = true
      dispatch(element.__wxElement, 'longpress', { x, y }, event)
    }, LONG)
  }
}

function dispatch(target, type, detail, original) {
  const list = touches => (touches ? [...touches] : [])
  const point = { identifier: 0, clientX: detail.x, clientY: detail.y, pageX: detail.x, pageY: detail.y }
  const event = new glassEasel.Event(type, detail, {
    originalEvent: original, bubbles: true, composed: true, capturePhase: true,
    extraFields: { touches: list(original?.touches), changedTouches: original?.changedTouches ? list(original.changedTouches) : [point] },
  })
  event.dispatch(target)
  return event.getEventBubbleStatus()
}

function isDisabled(event) {
  return event?.target?.closest?.('wx-button[disabled]') != null
}

/** rpx is legal in inline styles. */
function allowRpx(window) {
  const set = window.Element.prototype.setAttribute
  window.HTMLElement.prototype.setAttribute = function (name, value) {
    const made = name === 'style' ? String(value).replace(/(-?(?:\d+\.?\d*|\.\d+))rpx/g, (_, n) => `${(n * 100) / 750}vw`) : value
    return set.call(this, name, made)
  }
}
