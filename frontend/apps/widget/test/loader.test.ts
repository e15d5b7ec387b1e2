import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ToChat, ToPage } from '../loader/messages'

const DESK = 'https://desk.example'

interface KefuWindow extends Window { kefu?: { card(card: object): void, open(): void, close(): void, identify(identity: { external_id: string, signature: string }): void } }
const page = window as KefuWindow

/** The launcher's own tree. */
const root = () => document.querySelector('kefu-widget')?.shadowRoot as ShadowRoot
const launcher = () => root().querySelector('[data-testid=launcher]') as HTMLButtonElement
const badge = () => root().querySelector('[data-testid=unread-badge]') as HTMLElement
const frame = () => root().querySelector('iframe') as HTMLIFrameElement

function say(message: ToPage, from: { origin?: string, source?: Window | null } = {}): void {
  dispatchEvent(new MessageEvent('message', { data: message, origin: from.origin ?? DESK, source: from.source ?? frame().contentWindow }))
}

describe('the loader', () => {
  let told: ToChat[] = []

  beforeAll(async () => {
    const script = document.createElement('script')
    script.src = `${DESK}/widget.js`
    script.type = 'text/plain'
    script.dataset.title = 'Shop & Co'
    script.dataset.lang = 'en'
    document.body.append(script)
    vi.stubGlobal('CSS', { supports: () => true })
    await import('../loader/widget')
  })

  beforeEach(() => {
    told = []
    if (frame() === null || frame().contentWindow !== null) return
    // jsdom gives frames in a shadow tree no window.
    const other = document.body.appendChild(document.createElement('iframe')).contentWindow as Window
    other.postMessage = ((message: ToChat, origin: string) => {
      expect(origin).toBe(DESK)
      told.push(message)
    }) as Window['postMessage']
    Object.defineProperty(frame(), 'contentWindow', { value: other })
  })

  it('loads nothing until it is opened', () => {
    expect(launcher().getAttribute('aria-label')).toBe('Chat with us')
    expect(frame()).toBeNull()
    expect(badge().hidden).toBe(true)
  })

  it('opens the chat of its own desk in a frame', () => {
    launcher().click()
    const address = new URL(frame().src)
    expect(address.origin + address.pathname).toBe(`${DESK}/chat`)
    expect(Object.fromEntries(address.searchParams)).toEqual({ embed: '1', open: '1', origin: location.origin, lang: 'en', title: 'Shop & Co' })
    expect(launcher().getAttribute('aria-expanded')).toBe('true')
  })

  it('says nothing to a frame that does not listen yet, and all of it when it does', () => {
    page.kefu?.identify({ external_id: 'u1', signature: 'ab' })
    expect(told).toEqual([])
    say({ kefu: 'ready' })
    expect(told).toEqual([
      { kefu: 'hello', open: true, focused: expect.any(Boolean) as boolean, identity: { external_id: 'u1', signature: 'ab' } },
      { kefu: 'page', url: `${location.origin}/`, title: '' },
    ])
  })

  it('says all of it again to a chat that was loaded anew', () => {
    say({ kefu: 'ready' })
    expect(told.map(m => m.kefu)).toEqual(['hello', 'page'])
  })

  it('tells of the product that the customer looks at', () => {
    page.kefu?.card({ title: 'Headphones', price: '¥899' })
    expect(told).toEqual([{ kefu: 'card', card: { title: 'Headphones', price: '¥899' } }])
  })

  it('takes messages from its frame and its desk only', () => {
    say({ kefu: 'unread', count: 5 }, { origin: 'https://evil.example' })
    say({ kefu: 'unread', count: 5 }, { source: window })
    say({ kefu: 'close' }, { origin: 'https://evil.example' })
    expect(frame().hidden).toBe(false)
    expect(badge().textContent).toBe('0')
  })

  it('closes, shows the badge, and opens again with the same frame', () => {
    const before = frame()
    say({ kefu: 'close' })
    expect(frame().hasAttribute('hidden')).toBe(true)
    say({ kefu: 'unread', count: 3 })
    expect([badge().textContent, badge().hasAttribute('hidden')]).toEqual(['3', false])
    expect(launcher().getAttribute('aria-label')).toBe('Chat with us (3 unread)')
    say({ kefu: 'unread', count: 120 })
    expect(badge().textContent).toBe('99+')
    page.kefu?.open()
    expect(frame()).toBe(before)
    expect(badge().hasAttribute('hidden')).toBe(true)
    expect(told.map(m => m.kefu)).toEqual(['open', 'open'])
  })

  it('closes by Escape', () => {
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    expect(launcher().getAttribute('aria-expanded')).toBe('false')
  })

  it('tells where the customer is when that changes, without what is secret', async () => {
    document.title = 'Headphones'
    history.pushState(null, '', '/p/7?colour=red&access_token=abc&code=9&page=2#reviews')
    await vi.waitFor(() => expect(told).toEqual([{ kefu: 'page', url: `${location.origin}/p/7?colour=red&access_token=&code=&page=2`, title: 'Headphones' }]), 30_000)
    history.replaceState(null, '', `/p/7?q=${'x'.repeat(3_000)}`)
    await vi.waitFor(() => expect(told).toHaveLength(2), 30_000)
    expect((told[1] as { url: string }).url).toHaveLength(1_000)
    history.replaceState(null, '', '/')
  })

  it('remembers that there is a conversation', () => {
    say({ kefu: 'known' })
    expect(localStorage.getItem('kefu.known')).toBe('1')
  })
})
