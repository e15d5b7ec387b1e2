import { SCOPE, HOST } from '../compile/marks.mjs'
import { PageFrame } from './page-frame.mjs'
import { addNodeQuery } from './selector-node.mjs'

/** More pages than this WeChat does not keep. */
const DEEPEST = 10

/** The pages: a stack, below which tab pages stay alive. */
export class Navigation {
  stack = []
  #tabs = new Map()

  /** `run` calls the mini-program's code and keeps what it throws. */
  constructor({ bundle, registry, phone, document, run, styles, routed }) {
    Object.assign(this, { bundle, registry, phone, document, run, styles, routed })
  }

  get top() {
    return this.stack.at(-1)
  }

  get pages() {
    return this.stack.map(page => page.caller)
  }

  get onTabPage() {
    return this.top !== undefined && this.isTab(this.top.route)
  }

  isTab(route) {
    return (this.bundle.app.tabBar?.list ?? []).some(tab => tab.pagePath === route)
  }

  find(route) {
    return [...this.stack, ...this.#tabs.values()].find(page => page.route === route)
  }

  // --- what wx offers

  switchTab({ url }) {
    const { route } = this.#parse(url)
    if (!this.isTab(route)) throw new Error('can not switch to no-tabBar page')
    if (this.top?.route === route) return
    this.#hide(this.top)
    for (const page of this.stack.filter(page => !this.isTab(page.route)).reverse()) this.#destroy(page)
    const fresh = !this.#tabs.has(route)
    if (fresh) this.#tabs.set(route, this.#create(route, {}))
    this.stack = [this.#tabs.get(route)]
    this.#show(this.top, fresh)
  }

  navigateTo({ url }) {
    const { route, query } = this.#parse(url)
    if (this.isTab(route)) throw new Error('can not navigateTo a tabbar page')
    if (this.stack.length >= DEEPEST) throw new Error('webview count limit exceed')
    this.#hide(this.top)
    this.#push(route, query)
  }

  redirectTo({ url }) {
    const { route, query } = this.#parse(url)
    if (this.isTab(route)) throw new Error('can not redirectTo a tabbar page')
    this.#destroy(this.stack.pop())
    this.#push(route, query)
  }

  navigateBack({ delta = 1 } = {}) {
    if (this.stack.length < 2) throw new Error('cannot navigate back at first page.')
    for (; delta > 0 && this.stack.length > 1; delta--) this.#destroy(this.stack.pop())
    this.#show(this.top, false)
  }

  reLaunch({ url }) {
    const { route, query } = this.#parse(url)
    for (const page of new Set([...this.stack, ...this.#tabs.values()])) this.#destroy(page)
    this.#tabs.clear()
    this.stack = []
    this.#push(route, query)
  }

  // --- the app in the background

  hideTop() {
    this.#hide(this.top)
  }

  showTop() {
    this.#lifetime(this.top, 'onShow', 'show')
  }

  // --- pages

  #push(route, query) {
    const page = this.#create(route, query)
    if (this.isTab(route)) this.#tabs.set(route, page)
    this.stack.push(page)
    this.#show(page, true)
  }

  #create(route, query) {
    if (!this.bundle.pages.includes(route)) throw new Error(`page "${route}" is not found`)
    const frame = new PageFrame(this.document, this.phone.pages, route, {
      tags: this.bundle.tags, safeBottom: this.isTab(route) ? 0 : this.phone.model.safeBottom,
    })
    const text = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
    const maker = this.registry.createRoot(frame.backend, text ? `${route}?${text}` : route)
    for (const [path, css] of Object.entries(this.bundle.styles)) {
      const scope = this.registry.scopes[path] ?? ''
      maker.register(path, this.styles ? css.replaceAll(SCOPE, `${scope}--`).replaceAll(HOST, scope) : '')
    }
    const root = maker.create()
    const page = { route, query, frame, root, caller: root.get(), config: this.bundle.components[route].json }
    page.caller.route = route
    page.caller.options = query
    addNodeQuery(page.caller)
    this.run(() => frame.attach(root))
    return page
  }

  #show(page, fresh) {
    for (const other of new Set([...this.stack, ...this.#tabs.values()])) other.frame.element.style.visibility = other === page ? 'visible' : 'hidden'
    this.phone.enter(page, this.stack.length)
    if (fresh) this.#call(page, 'onLoad', page.query)
    this.#lifetime(page, 'onShow', 'show')
    if (fresh) this.#call(page, 'onReady')
    this.routed()
  }

  #hide(page) {
    if (page) this.#lifetime(page, 'onHide', 'hide')
  }

  #destroy(page) {
    this.#call(page, 'onUnload')
    this.run(() => page.root.release())
    page.frame.remove()
  }

  /** The page is told, and every component in it. */
  #lifetime(page, method, name) {
    this.#call(page, method)
    this.run(() => page.root.getComponent().triggerPageLifetime(name, []))
  }

  #call(page, method, ...rest) {
    const f = page.caller[method]
    if (typeof f === 'function') this.run(() => f.apply(page.caller, rest))
  }

  #parse(url) {
    const [path, query] = url.split('?')
    const route = new URL(path, `mp://app/${this.top?.route ?? ''}`).pathname.slice(1)
    return { route, query: Object.fromEntries(new URLSearchParams(query ?? '')) }
  }
}
