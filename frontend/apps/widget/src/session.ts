import type { Identity } from '../loader/messages'
import type { Keeping } from './storage'

/** Who the customer is, as the desk answered the login. */
export interface Session {
  token: string
  expires_at: string
  openid: string
  /** The shop's own id of them, if it was by that that they came. */
  externalId: string | null
}

/** Renewed when it has less than this to live: it lasts 30 days. */
const FRESH = 7 * 24 * 60 * 60 * 1000

const KEY = 'kefu.session'

/** The desk refused, or could not be reached (status 0). */
export class LoginError extends Error {
  override readonly name = 'LoginError'
  constructor(readonly status: number) {
    super(`the login failed with status ${status}`)
  }
}

/**
 * The customer's login. The token lives in this origin's storage, so that the same browser is the same visitor on every
 * page that carries the widget; where there is no storage, it lasts as long as the page.
 */
export class SessionKeeper {
  private session: Session | null
  private turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly storage: Keeping | null, private readonly fetch: typeof globalThis.fetch, private readonly now = Date.now) {
    this.session = this.read()
  }

  get token(): string | null {
    return this.session?.token ?? null
  }

  /** The session that is kept, unless it is known to be somebody else's than the one whom the shop names. */
  sessionOf(identity: Identity | null): Session | null {
    return identity === null || this.session?.externalId === identity.external_id ? this.session : null
  }

  /** Logs in, with the old token along so that the visitor stays the same. Rejects with a LoginError. */
  async enter(identity: Identity | null): Promise<Session> {
    return this.alone(async () => {
      // Another tab may have logged in meanwhile.
      this.session = this.read() ?? this.session
      const held = this.session
      const same = identity === null || held?.externalId === identity.external_id
      const left = held === null ? 0 : Date.parse(held.expires_at) - this.now()
      if (held !== null && same && left > FRESH) return held
      return this.login(identity).catch((error: unknown) => {
        // Without a network the old one still opens what was seen last.
        if (held !== null && same && left > 0 && error instanceof LoginError && error.status === 0) return held
        throw error
      })
    })
  }

  /** The socket was refused. True if it is worth another try; the identity may be another afterwards. */
  async renew(identity: Identity | null): Promise<Session> {
    const held = this.session
    const me = await this.call('/api/v1/me', { headers: this.bearer() })
    if (held !== null && me.ok) return held
    if (me.status !== 401 && me.status !== 403) throw new LoginError(me.status)
    return this.alone(() => this.login(identity))
  }

  private async login(identity: Identity | null): Promise<Session> {
    const answer = await this.call('/api/v1/auth/visitor', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...this.bearer() },
      body: JSON.stringify(identity ?? {}),
    })
    if (!answer.ok) throw new LoginError(answer.status)
    const { token, expires_at, customer } = await answer.json() as { token: string, expires_at: string, customer: { openid: string } }
    this.session = { token, expires_at, openid: customer.openid, externalId: identity?.external_id ?? null }
    this.write(this.session)
    return this.session
  }

  private bearer(): Record<string, string> {
    return this.session === null ? {} : { Authorization: `Bearer ${this.session.token}` }
  }

  private async call(path: string, init: RequestInit): Promise<Response> {
    try {
      // The console's cookie, if this browser has one, is an agent's and no business of ours.
      return await this.fetch(path, { ...init, credentials: 'omit', signal: AbortSignal.timeout(15_000) })
    } catch {
      throw new LoginError(0)
    }
  }

  /** One tab at a time: two that log in together would be two visitors. */
  private async alone<T>(f: () => Promise<T>): Promise<T> {
    const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks
    if (locks === undefined) return this.inTurn(f)
    let begun = false
    try {
      return await (locks.request('kefu.login', () => {
        begun = true
        return f()
      }) as Promise<T>)
    } catch (error) {
      // A frame that is denied storage is denied locks, too.
      if (begun) throw error
      return this.inTurn(f)
    }
  }

  /** Where there are no locks, at least this tab does one thing after the other. */
  private inTurn<T>(f: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(f)
    this.turn = mine.catch(() => {})
    return mine
  }

  private read(): Session | null {
    try {
      const value = JSON.parse(this.storage?.getItem(KEY) ?? 'null') as Partial<Session> | null
      if (typeof value?.token !== 'string' || typeof value.openid !== 'string' || typeof value.expires_at !== 'string') return null
      return { token: value.token, openid: value.openid, expires_at: value.expires_at, externalId: value.externalId ?? null }
    } catch {
      return null
    }
  }

  private write(session: Session): void {
    try {
      this.storage?.setItem(KEY, JSON.stringify(session))
    } catch {
      // Full or forbidden: it lasts as long as the page.
    }
  }
}
