import { ChatError } from '../api'
import type { Storage } from '../host'
import { isObject } from '../wire/check'
import { request } from './request'

/** Who the customer is, as the desk answered the login. */
export interface Session {
  token: string
  /** RFC 3339. */
  expires_at: string
  openid: string
}

/** A token with less than this to live is not begun with, ms. It lasts 30 days. */
const FRESH = 24 * 60 * 60 * 1000

/**
 * The customer's login: a code of wx.login for the desk's token, which is kept, so that an app that starts without a
 * network knows whose outbox it holds.
 */
export class SessionKeeper {
  private session: Session | null
  private pending: Promise<Session> | null = null
  private readonly key: string

  /** `base` is the desk's address without a slash at its end; another desk has other sessions. */
  constructor(private readonly base: string, private readonly storage: Storage, private readonly now: () => number) {
    this.key = `kefu.session.${base}`
    this.session = parse(storage.get(this.key))
  }

  get token(): string | null {
    return this.session?.token ?? null
  }

  /** Who signed in last; null if nobody ever did. */
  get openid(): string | null {
    return this.session?.openid ?? null
  }

  /** The kept session while it lasts, otherwise a new one. Rejects with a ChatError. */
  async enter(): Promise<Session> {
    const held = this.session
    const left = held === null ? 0 : this.left(held)
    if (held !== null && left > FRESH) return held
    return this.login().catch((error: unknown) => {
      // A day is left: nobody is kept out because WeChat can't be reached just now.
      if (held !== null && left > 0 && error instanceof ChatError && error.code === 'unavailable') return held
      throw error
    })
  }

  /**
   * A new session for a kept one, whatever it has left: each launch asks for it, so that the token of who comes back
   * within a month never ends. Rejects with a ChatError; the kept one is as good as before then.
   */
  refresh(): Promise<Session> {
    return this.login()
  }

  /** The socket was refused or ended: finds out whether the token is why, and gets a new one then. Rejects with a ChatError. */
  async renew(cause: 'upgrade_failed' | 'token_expired' | 'revoked'): Promise<Session> {
    const held = this.session
    if (cause === 'token_expired' && held !== null && this.left(held) > FRESH) return held // a refresh came meanwhile
    if (cause !== 'upgrade_failed' || held === null) return this.login()
    try {
      await request(`${this.base}/api/v1/me`, { token: held.token })
      return held
    } catch (error) {
      if (error instanceof ChatError && error.code === 'unauthorized') return this.login()
      throw error
    }
  }

  /** Milliseconds that a session lasts. */
  private left(session: Session): number {
    return Date.parse(session.expires_at) - this.now()
  }

  /** A code of wx.login works once: whoever asks meanwhile shares the answer. */
  private login(): Promise<Session> {
    this.pending ??= this.loginOnce().finally(() => { this.pending = null })
    return this.pending
  }

  private async loginOnce(): Promise<Session> {
    const answer = await request(`${this.base}/api/v1/auth/wechat`, { method: 'POST', data: { code: await code() } })
    const customer = isObject(answer) && isObject(answer.customer) ? answer.customer : {}
    const session = isObject(answer) ? sessionOf({ ...answer, openid: customer.openid }) : null
    if (session === null) throw new ChatError('internal', 'the login\'s answer is not what it should be')
    this.session = session
    this.storage.set(this.key, JSON.stringify(session))
    return session
  }
}

function code(): Promise<string> {
  return new Promise((resolve, reject) => {
    wx.login({
      success: ({ code }) => resolve(code),
      fail: ({ errMsg }) => reject(new ChatError('unavailable', errMsg)),
    })
  })
}

function parse(json: string | null): Session | null {
  try {
    const value: unknown = JSON.parse(json ?? 'null')
    return isObject(value) ? sessionOf(value) : null
  } catch {
    return null
  }
}

function sessionOf({ token, expires_at, openid }: Record<string, unknown>): Session | null {
  if (typeof token !== 'string' || typeof expires_at !== 'string' || typeof openid !== 'string') return null
  return { token, expires_at, openid }
}
