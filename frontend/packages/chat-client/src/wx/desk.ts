import { ChatError } from '../api'
import type { ChatClient, ConnectionState, History } from '../api'
import { backoff } from '../backoff'
import { createCustomerClient } from '../customer'
import { Emitter } from '../emitter'
import type { Cancel, Host } from '../host'
import { isMessage } from '../wire/decode'
import { isObject } from '../wire/check'
import { wxHost } from './host'
import { request } from './request'
import { SessionKeeper } from './session'
import type { Session } from './session'
import { wxUploader } from './upload'

/**
 * In the background WeChat suspends the JavaScript after 5 s, and a socket dies without a word. We leave before.
 */
const SLEEP_AFTER = 4_000

/**
 * What was refused for good is asked again all the same, ever more seldom, ms: a user who is held back today is not for
 * ever, nor is a desk without WeChat login.
 */
const REFUSED_BASE = 60_000
const REFUSED_CAP = 15 * 60_000

/**
 * How the sign-in stands. `refused`: WeChat or the desk answered that it does not take this user, or this code. It is
 * tried again by itself, and when the app or the network comes back.
 */
export type SignIn = 'signing_in' | 'signed_in' | 'refused'

export interface DeskEvents {
  /** `client` is there, or is another because somebody else is signed in. */
  client: ChatClient
  signIn: SignIn
  connection: ConnectionState
  /** The exact number of messages that the customer has not read. */
  unread: number
}

/**
 * The desk for the life of the mini-program: signs in by wx.login, holds one socket, sleeps in the background, counts
 * what is unread. Pages come and go; it stays. Its client is there from the launch on, signed in or not: what is written
 * before goes out afterwards.
 */
export class Desk {
  client: ChatClient | null = null
  signIn: SignIn = 'signing_in'
  unread = 0
  /** The desk's address without a slash at its end. */
  readonly base: string

  private readonly events = new Emitter<DeskEvents>(() => {})
  private readonly keeper: SessionKeeper
  private readonly host: Host
  private launched = false
  private asleep: Cancel = () => {}
  private hiddenAt: number | null = null
  private refusals = 0
  private again: Cancel = () => {}

  /** `url` is the desk's address, `https://desk.example`. */
  constructor(url: string, host: Host = wxHost()) {
    this.base = url.replace(/\/+$/, '')
    this.host = host
    this.keeper = new SessionKeeper(this.base, host.storage, host.now)
  }

  /** Signs in and connects. Called once, in App.onLaunch; again, it does nothing. */
  launch(): void {
    if (this.launched) return
    this.launched = true
    this.host.onHint((hint) => {
      if (hint === 'hidden') this.sleep()
      else if (hint === 'visible') this.wake()
      else if (hint === 'online' && this.signIn === 'refused') this.client?.connect()
    })
    const kept = this.keeper.openid
    this.begin(kept)
    if (kept !== null) this.refresh()
  }

  on<K extends keyof DeskEvents>(type: K, listener: (event: DeskEvents[K]) => void): Cancel {
    return this.events.on(type, listener)
  }

  /** The complete address of an attachment, whose `url` is relative. */
  address(url: string): string {
    return url.startsWith('/') ? this.base + url : url
  }

  /** The kept token connects at once; nothing waits for the login of this launch. */
  private refresh(): void {
    this.keeper.refresh().then(({ openid }) => {
      if (this.client?.identity !== openid) this.another()
    }, () => {}) // the kept one serves until it ends
  }

  private sleep(): void {
    this.hiddenAt = this.host.now()
    this.asleep()
    this.again()
    this.asleep = this.host.setTimer(SLEEP_AFTER, () => this.client?.close())
  }

  private wake(): void {
    this.asleep()
    const away = this.hiddenAt === null ? 0 : this.host.now() - this.hiddenAt
    this.hiddenAt = null
    // Suspended before the timer came: what the socket says of itself is from then.
    if (away > SLEEP_AFTER) this.client?.close()
    this.client?.connect()
  }

  /** `openid` is whose outbox is opened; null before anybody signed in on this phone. */
  private begin(openid: string | null): void {
    const { keeper, base } = this
    const client: ChatClient = createCustomerClient({
      host: this.host,
      url: `${base.replace(/^http/, 'ws')}/ws`,
      identity: openid,
      auth: {
        token: async () => (await this.enter(client, keeper.enter())).token,
        renew: async (cause) => {
          await this.enter(client, keeper.renew(cause))
          return 'retry'
        },
      },
      upload: wxUploader(`${base}/api/v1/uploads`, () => keeper.token),
      history: history(base, () => keeper.token),
    })
    this.client = client
    client.on('connection', state => this.events.emit('connection', state))
    client.on('unread', ({ unread }) => this.setUnread(unread))
    this.events.emit('client', client)
    client.connect()
    if (this.hiddenAt !== null) this.sleep()
  }

  /** Tells how a sign-in ends. Rejects with a ChatError. */
  private async enter(client: ChatClient, login: Promise<Session>): Promise<Session> {
    try {
      const session = await login
      this.refusals = 0
      this.setSignIn('signed_in')
      if (client.identity === null || session.openid === client.identity) return session
    } catch (error) {
      this.failed(error)
      throw error
    }
    if (client === this.client) this.another()
    throw new ChatError('forbidden', 'somebody else is signed in')
  }

  private failed(error: unknown): void {
    const refused = error instanceof ChatError && error.code !== 'unavailable' && error.code !== 'internal'
    this.setSignIn(refused ? 'refused' : 'signing_in')
    if (!isFinal(error)) return // the client asks again, with its own backoff
    this.again()
    this.again = this.host.setTimer(backoff(this.refusals++, () => 1 - this.host.random() / 2, REFUSED_BASE, REFUSED_CAP), () => this.client?.connect())
  }

  /** Another WeChat user on the same phone: their own client, their own outbox. */
  private another(): void {
    this.client?.close()
    this.setUnread(0)
    this.begin(this.keeper.openid)
  }

  private setSignIn(signIn: SignIn): void {
    if (signIn === this.signIn) return
    this.signIn = signIn
    this.events.emit('signIn', signIn)
  }

  private setUnread(unread: number): void {
    if (unread === this.unread) return
    this.unread = unread
    this.events.emit('unread', unread)
  }
}

/** Trying again soon changes nothing: WeChat holds the user back, or the desk has no WeChat login. */
function isFinal(error: unknown): boolean {
  return error instanceof ChatError && (error.code === 'blocked' || error.code === 'forbidden')
}

function history(base: string, token: () => string | null): History {
  return async (_conversationId, { beforeSeq, limit }) => {
    const before = beforeSeq === undefined ? '' : `&before_seq=${beforeSeq}`
    const answer = await request(`${base}/api/v1/my/messages?limit=${limit}${before}`, { token: token() })
    const items = isObject(answer) ? answer.items : null
    if (!Array.isArray(items) || !items.every(isMessage)) throw new ChatError('internal', 'the history is not what it should be')
    return items
  }
}
