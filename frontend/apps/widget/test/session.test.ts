import { beforeEach, describe, expect, it, vi } from 'vitest'
import { pageOptions } from '../src/page'
import { LoginError, SessionKeeper } from '../src/session'
import { deviceStorage } from '../src/storage'

const NOW = Date.parse('2026-11-21T08:00:00.000Z')
const DAY = 24 * 60 * 60 * 1000

interface Call { path: string, method: string, authorization: string | null, body: unknown }

/** A desk's logins. `answer` gives the status of a call; 200 unless told otherwise. */
function desk(answer: (call: Call) => number = () => 200) {
  const calls: Call[] = []
  let visitors = 0
  const fetch = vi.fn((path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    const call = { path, method: init.method ?? 'GET', authorization: headers.get('Authorization'), body: init.body ? JSON.parse(init.body as string) as unknown : null }
    calls.push(call)
    const status = answer(call)
    if (status === 0) return Promise.reject(new TypeError('network'))
    const openid = call.authorization?.startsWith('Bearer token-of-') ? call.authorization.slice(16) : `v${++visitors}`
    const body = { token: `token-of-${openid}`, expires_at: new Date(NOW + 30 * DAY).toISOString(), customer: { openid } }
    return Promise.resolve(new Response(JSON.stringify(body), { status }))
  })
  return { calls, fetch: fetch as unknown as typeof globalThis.fetch }
}

describe('the visitor\'s session', () => {
  beforeEach(() => localStorage.clear())
  const keeper = (fetch: typeof globalThis.fetch, now = NOW, storage: Storage | null = localStorage) => new SessionKeeper(storage, fetch, () => now)

  it('is made at the first visit and kept for the next', async () => {
    const { calls, fetch } = desk()
    const session = await keeper(fetch).enter(null)
    expect(session.openid).toBe('v1')
    expect(await keeper(fetch).enter(null)).toEqual(session)
    expect(calls).toEqual([{ path: '/api/v1/auth/visitor', method: 'POST', authorization: null, body: {} }])
  })

  it('is renewed before its end, with the old token along', async () => {
    const { calls, fetch } = desk()
    await keeper(fetch).enter(null)
    const session = await keeper(fetch, NOW + 24 * DAY).enter(null)
    expect(session.openid).toBe('v1')
    expect(calls[1]?.authorization).toBe('Bearer token-of-v1')
  })

  it('becomes the shop\'s own user, with the old token along, once', async () => {
    const { calls, fetch } = desk()
    await keeper(fetch).enter(null)
    const identity = { external_id: 'u7', signature: 'ab' }
    await keeper(fetch).enter(identity)
    await keeper(fetch).enter(identity)
    expect(calls).toHaveLength(2)
    expect(calls[1]).toMatchObject({ authorization: 'Bearer token-of-v1', body: identity })
  })

  it('lasts as long as the page where there is no storage', async () => {
    const { calls, fetch } = desk()
    const held = keeper(fetch, NOW, null)
    await held.enter(null)
    await held.enter(null)
    expect(calls).toHaveLength(1)
    expect(held.token).toBe('token-of-v1')
  })

  it.each(['{', '{"token":1}', 'null', '"x"'])('starts anew from a storage that holds %s', async (junk) => {
    localStorage.setItem('kefu.session', junk)
    expect((await keeper(desk().fetch).enter(null)).openid).toBe('v1')
  })

  it('stays when the desk still knows it, and is made anew when not', async () => {
    let me = 200
    const { calls, fetch } = desk(call => (call.path === '/api/v1/me' ? me : 200))
    const held = keeper(fetch)
    await held.enter(null)
    await held.renew(null)
    expect(calls.map(c => c.path)).toEqual(['/api/v1/auth/visitor', '/api/v1/me'])
    me = 401
    expect((await held.renew(null)).openid).toBe('v1')
    expect(calls[3]).toMatchObject({ path: '/api/v1/auth/visitor', authorization: 'Bearer token-of-v1' })
  })

  it.each([0, 503])('is not given up while the desk cannot be asked (%d)', async (status) => {
    const { fetch } = desk(call => (call.path === '/api/v1/me' ? status : 200))
    const held = keeper(fetch)
    await held.enter(null)
    await expect(held.renew(null)).rejects.toEqual(new LoginError(status))
    expect(held.token).toBe('token-of-v1')
  })

  it('goes on where locks are denied together with the storage', async () => {
    vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) } })
    try {
      const held = keeper(desk().fetch, NOW, null)
      const together = await Promise.all([held.enter(null), held.enter(null)])
      expect(together.map(session => session.openid)).toEqual(['v1', 'v1'])
      await expect(keeper(desk(() => 503).fetch, NOW, null).enter(null)).rejects.toBeInstanceOf(LoginError)
    } finally {
      vi.unstubAllGlobals()
    }
  })
})

describe('a frame that is denied localStorage', () => {
  const denied = { get: () => { throw new DOMException('denied', 'SecurityError') }, configurable: true }

  it('keeps its visitor in a cookie of this frame on this site', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage') as PropertyDescriptor
    let jar = 'other=1'
    const set: string[] = []
    Object.defineProperty(document, 'cookie', { get: () => jar, set: (cookie: string) => { set.push(cookie); jar += `; ${cookie.split(';')[0]}` }, configurable: true })
    Object.defineProperty(globalThis, 'localStorage', denied)
    try {
      const storage = deviceStorage()
      expect(storage.getItem('kefu.session')).toBeNull()
      storage.setItem('kefu.session', '{"token":"a;b"}')
      expect(storage.getItem('kefu.session')).toBe('{"token":"a;b"}')
      expect(set[0]).toMatch(/^kefu\.session=%7B.*; Path=\/chat; .*Secure; SameSite=None; Partitioned$/)
    } finally {
      Object.defineProperty(globalThis, 'localStorage', before)
      Reflect.deleteProperty(document, 'cookie')
    }
  })
})

describe('the page\'s address', () => {
  it.each([
    ['', ['zh-CN'], { embedded: false, opened: true, parentOrigin: null, locale: 'zh-CN', title: null, color: null, greeting: null }],
    ['?embed=1&origin=https%3A%2F%2Fshop.cn%2Fx&lang=en&title=%20Shop%20&color=red', ['zh'], { embedded: true, opened: false, parentOrigin: 'https://shop.cn', locale: 'en', title: 'Shop', color: 'red', greeting: null }],
    ['?embed=1', [], { embedded: false, opened: true, parentOrigin: null, locale: 'en', title: null, color: null, greeting: null }],
    ['?embed=1&origin=javascript:alert(1)&lang=%F0', ['de'], { embedded: false, opened: true, parentOrigin: null, locale: 'en', title: null, color: null, greeting: null }],
  ])('%s', (search, languages, expected) => {
    expect(pageOptions(search, languages, {})).toEqual(expected)
  })

  it('goes before what the desk has set, and that before our own', () => {
    const look = { desk_name: 'Desk', language: 'zh-CN', widget: { title: 'Set', color: '#0a7d4f', greeting: { zh: '您好', en: '' } } }
    expect(pageOptions('', ['fr'], look)).toMatchObject({ locale: 'zh-CN', title: 'Set', color: '#0a7d4f', greeting: '您好' })
    expect(pageOptions('?lang=en&title=Shop&color=red', ['zh'], look)).toMatchObject({ locale: 'en', title: 'Shop', color: 'red', greeting: null })
    expect(pageOptions('', ['en'], { desk_name: 'Desk', widget: { title: '', color: '#4353e0' } })).toMatchObject({ title: 'Desk', color: null })
  })
})
