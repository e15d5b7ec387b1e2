/**
 * The loader: puts a launcher with an unread badge on any page and opens the chat in a frame of the desk's origin.
 *
 * ```html
 * <script async src="https://desk.example/widget.js"
 *   data-lang="zh-CN" data-title="星河数码" data-color="#0a7d4f" data-side="left"></script>
 * ```
 *
 * All attributes are optional; what they leave open is as the desk's admins have set it. Nothing but this script is loaded before the chat is opened; for a customer who has a
 * conversation, a hidden frame of the desk asks for its unread count. From the page's own code:
 *
 * - `kefu.open()`, `kefu.close()`, `kefu.toggle()`;
 * - `kefu.identify({external_id, signature, name})` says who is logged in at the shop; `signature` is the lower-case hex
 *   HMAC-SHA256 of external_id under KEFU_IDENTITY_SECRET, made by the shop's server. Before this script has loaded, set
 *   `window.kefuIdentity` to the same object;
 * - `kefu.card({title, price, url, image_url, fields})` offers the product or order that the customer looks at above what
 *   they write; it is sent only if they want it. Addresses must be https.
 *
 * A page with a security policy needs the desk's origin in script-src and frame-src, and nothing else; the desk needs the
 * page's origin in KEFU_ALLOWED_ORIGINS.
 */
import { inkOn } from './contrast'
import { languageOf, lookOf, textOf } from './look'
import { isOurs } from './messages'
import type { Identity, ToChat, ToPage } from './messages'
import { place } from './place'
import { STYLE } from './style'

interface KefuWindow extends Window {
  kefu?: { open(): void, close(): void, toggle(): void, identify(identity: Identity): void, card(card: object): void }
  kefuIdentity?: Identity
}

/** The page's note that this customer has a conversation, so that the frame is loaded for its badge. */
const KNOWN = 'kefu.known'

/** Between two looks at the address, ms: pages change it without loading anew, and tell nobody. */
const LOOK_EVERY = 1_000

const page = window as KefuWindow
const script = (document.currentScript ?? document.querySelector('script[src*="/widget.js"]')) as HTMLScriptElement | null

if (script !== null && page.kefu === undefined) start(script)

function start(from: HTMLScriptElement): void {
  const { origin } = new URL(from.src, location.href)
  const options = from.dataset
  const look = lookOf('__KEFU_LOOK__')
  const lang = languageOf([options.lang, document.documentElement.lang, navigator.language], look)
  const color = options.color ?? look.widget?.color
  const words = /^zh/i.test(lang) ? { open: '联系客服', close: '关闭聊天', unread: '条未读消息' } : { open: 'Chat with us', close: 'Close the chat', unread: 'unread' }

  const host = document.createElement('kefu-widget')
  if ((options.side ?? look.widget?.side) === 'left') host.dataset.side = 'left'
  if (color && CSS.supports('color', color)) dye(host, color)
  const root = host.attachShadow({ mode: 'open' })
  dress(root)

  const launcher = element('button', { 'type': 'button', 'data-testid': 'launcher', 'aria-expanded': 'false' })
  const talk = drawing('M21 11.5a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 11.5Z')
  const cross = drawing('M6 6l12 12M18 6L6 18')
  const badge = element('span', { 'class': 'badge', 'data-testid': 'unread-badge', 'aria-hidden': 'true' })
  const label = element('span', { class: 'label' })
  label.textContent = textOf(look.widget?.launcher?.label, lang)
  launcher.append(talk, cross, label, badge)
  root.append(launcher)
  toggleHidden(launcher, look.widget?.launcher?.visible === false)

  let frame: HTMLIFrameElement | null = null
  /** The chat in the frame listens. Before, the frame is still of the page's own origin. */
  let ready = false
  let opened = false
  let unread = 0
  let identity = page.kefuIdentity ?? null
  let card: object | null = null

  function show(): void {
    toggleHidden(talk, opened)
    toggleHidden(cross, !opened)
    toggleHidden(badge, opened || unread === 0)
    toggleHidden(label, opened || label.textContent === '')
    badge.textContent = unread > 99 ? '99+' : String(unread)
    launcher.setAttribute('aria-expanded', String(opened))
    launcher.setAttribute('aria-label', opened ? words.close : unread > 0 ? `${words.open} (${unread} ${words.unread})` : words.open)
    host.toggleAttribute('data-open', opened)
    if (frame !== null) toggleHidden(frame, !opened)
  }

  /** Loads the chat; hidden until it is opened. */
  function load(): HTMLIFrameElement {
    if (frame !== null) return frame
    const query = new URLSearchParams({ embed: '1', origin: location.origin, lang })
    if (opened) query.set('open', '1')
    if (options.title) query.set('title', options.title)
    if (options.color) query.set('color', options.color)
    // As long as it is not opened, the frame is a page that loads nothing but what tells the count.
    frame = element('iframe', { 'src': `${origin}/chat${opened ? '' : '/peek'}?${query.toString()}`, 'title': words.open, 'allow': 'clipboard-write', 'data-testid': 'chat-frame' })
    root.insertBefore(frame, launcher)
    return frame
  }

  function tell(message: ToChat): void {
    if (ready) frame?.contentWindow?.postMessage(message, origin)
  }

  function turn(to: boolean): void {
    if (to === opened) return
    opened = to
    if (opened) load()
    show()
    tell({ kefu: 'open', open: opened })
    if (opened) frame?.focus()
    else launcher.focus()
    fit()
    watchPlace()
  }

  let watching = false
  let told = ''

  /** From the first opening on, the chat knows which page the customer is on. */
  function watchPlace(): void {
    if (!watching) setInterval(tellPlace, LOOK_EVERY)
    watching = true
    tellPlace()
  }

  function tellPlace(): void {
    const here = place()
    const now = JSON.stringify(here)
    if (!ready || !watching || here === null || now === told) return
    told = now
    tell({ kefu: 'page', ...here })
  }

  /** A phone's keyboard covers the page without making it smaller: the chat keeps to what is seen. */
  function fit(): void {
    const seen = window.visualViewport
    if (!seen) return
    const zoomed = seen.scale > 1.01
    host.style.setProperty('--kefu-height', zoomed ? '100dvh' : `${seen.height}px`)
    host.style.setProperty('--kefu-bottom', zoomed ? '0px' : `${Math.max(0, innerHeight - seen.height - seen.offsetTop)}px`)
  }

  function hear(message: ToPage): void {
    if (message.kefu === 'ready') {
      ready = true
      tell({ kefu: 'hello', open: opened, focused: document.hasFocus(), identity })
      if (card !== null) tell({ kefu: 'card', card })
      told = '' // it may be another chat than the one that was told: a frame can be loaded anew
      tellPlace()
    } else if (message.kefu === 'unread' && typeof message.count === 'number') {
      unread = message.count
      show()
    } else if (message.kefu === 'known') {
      remember()
    } else if (message.kefu === 'close') {
      turn(false)
    }
  }

  addEventListener('message', (event) => {
    if (frame === null || event.source !== frame.contentWindow || event.origin !== origin || !isOurs(event.data)) return
    hear(event.data as ToPage)
  })
  const focus = () => tell({ kefu: 'focus', focused: document.visibilityState === 'visible' && document.hasFocus() })
  addEventListener('focus', focus)
  // When the focus moves into the frame, the window is told that it lost it, and only afterwards who has it.
  addEventListener('blur', () => setTimeout(focus, 0))
  document.addEventListener('visibilitychange', focus)
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && opened) turn(false)
  })
  launcher.addEventListener('click', () => turn(!opened))
  for (const change of ['resize', 'scroll']) {
    window.visualViewport?.addEventListener(change, () => {
      if (opened) fit()
    })
  }

  page.kefu = {
    open: () => turn(true),
    close: () => turn(false),
    toggle: () => turn(!opened),
    identify(to) {
      identity = to
      tell({ kefu: 'identity', identity: to })
    },
    card(to) {
      card = to
      tell({ kefu: 'card', card: to })
    },
  }

  const enter = () => {
    show()
    document.body.append(host)
    if (known()) load()
  }
  if (document.body === null) addEventListener('DOMContentLoaded', enter)
  else enter()
}

/** A style sheet made by script is none that a page's security policy forbids. */
function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(STYLE)
    root.adoptedStyleSheets = [sheet]
  } catch {
    const style = document.createElement('style')
    style.textContent = STYLE
    root.append(style)
  }
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>): HTMLElementTagNameMap[K] {
  const el = document.createElement(name)
  for (const key of Object.keys(attributes)) el.setAttribute(key, attributes[key] as string)
  return el
}

function drawing(d: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', d)
  svg.append(path)
  return svg
}

function dye(host: HTMLElement, color: string): void {
  host.style.setProperty('--kefu-color', color)
  host.style.setProperty('--kefu-ink', inkOn(color))
}

function toggleHidden(el: Element, hidden: boolean): void {
  el.toggleAttribute('hidden', hidden)
}

function known(): boolean {
  try {
    return localStorage.getItem(KNOWN) === '1'
  } catch {
    return false
  }
}

function remember(): void {
  try {
    localStorage.setItem(KNOWN, '1')
  } catch {
    // Then the badge waits for the first click.
  }
}
