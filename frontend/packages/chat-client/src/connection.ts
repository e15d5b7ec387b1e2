import { ChatError } from './api'
import type { Auth, ConnectionState, Timing } from './api'
import { backoff } from './backoff'
import { judgeClose } from './close'
import type { Cancel, Hint, Host, Socket } from './host'
import { decodeServerFrame } from './wire/decode'
import { SUBPROTOCOL } from './wire/frames'
import type { ClientFrame, ServerFrame, WelcomeFrame } from './wire/frames'

/** What the connection tells its owner. */
export interface ConnectionEvents {
  state(state: ConnectionState): void
  /** The first frame of a connection: from here on `send` works. */
  welcome(frame: WelcomeFrame): void
  /** Every other frame, in the order of arrival. */
  frame(frame: ServerFrame): void
  /** A welcomed connection is gone. `poison`: the desk closed it because of a frame of ours. */
  lost(how: { poison: boolean }): void
  problem(what: string): void
}

interface Live {
  socket: Socket
  opened: boolean
  welcomedAt: number | null
}

/** One identity's line to the desk: dials, proves who it is, watches over the line, and dials again. */
export class Connection {
  state: ConnectionState
  private live: Live | null = null
  private attempt = 0
  private lostAt: number
  private refusal: Parameters<Auth['renew']>[0] | null = null
  /** Raised whenever what was begun (a token, a renewal) is no longer wanted. */
  private epoch = 0
  private wait: Cancel = nothing
  /** While waiting: the desk itself asked for it, so that hints don't shorten it. */
  private held = false
  private unhint: Cancel = nothing
  private readonly pulse: Pulse

  constructor(
    private readonly host: Host,
    private readonly url: string,
    private readonly auth: Auth,
    private readonly timing: Timing,
    private readonly on: ConnectionEvents,
  ) {
    this.lostAt = host.now()
    this.state = { name: 'idle', since: this.lostAt }
    this.pulse = new Pulse(host, timing, () => this.send({ type: 'ping', id: 'ping' }), () => this.cut(1006, 'silent'))
  }

  /** Dials now unless there is a connection. */
  start(): void {
    if (this.state.name === 'open' || this.state.name === 'connecting') return
    if (this.state.name === 'idle' || this.state.name === 'replaced' || this.state.name === 'signed_out') {
      this.attempt = 0
      this.lostAt = this.host.now()
    }
    this.unhint()
    this.unhint = this.host.onHint(hint => this.hint(hint))
    this.dial()
  }

  stop(): void {
    this.rest({ name: 'idle', since: this.host.now() })
  }

  /** Ends for good, until `start`: somebody else than expected was welcomed. */
  signOut(): void {
    this.rest({ name: 'signed_out', since: this.host.now() })
  }

  /** Sends a frame on a welcomed connection; false if there is none. */
  send(frame: ClientFrame): boolean {
    if (this.live === null || this.live.welcomedAt === null) return false
    this.live.socket.send(JSON.stringify(frame))
    return true
  }

  private dial(): void {
    this.wait()
    const epoch = ++this.epoch
    this.enter({ name: 'connecting', since: this.lostAt, attempt: this.attempt })
    void this.prove(epoch).catch((error: unknown) => {
      if (epoch !== this.epoch) return
      if (isFinal(error)) this.signOut()
      else this.pause(0)
    })
  }

  private async prove(epoch: number): Promise<void> {
    if (this.refusal !== null) {
      const verdict = await this.auth.renew(this.refusal)
      if (epoch !== this.epoch) return
      if (verdict === 'signed_out') return this.signOut()
      this.refusal = null
    }
    const token = await this.auth.token()
    if (epoch !== this.epoch) return
    this.open(token)
  }

  private open(token: string | null): void {
    const url = token === null ? this.url : `${this.url}${this.url.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`
    // The host may call back before openSocket returns: what is sent meanwhile goes out then. `mine` keeps the events of
    // each socket apart.
    const early: string[] = []
    const mine: Live = { socket: { send: data => void early.push(data), close: nothing }, opened: false, welcomedAt: null }
    this.live = mine
    this.wait = this.host.setTimer(this.timing.connectTimeout, () => this.cut(1006, 'timeout'))
    const socket = mine.socket = this.host.openSocket(url, SUBPROTOCOL, {
      open: () => { mine.opened = true },
      text: (data) => { if (this.live === mine) this.receive(mine, data) },
      close: (code, reason) => { if (this.live === mine) this.closed(code, reason) },
    })
    for (const data of early) socket.send(data)
    if (this.live !== mine) socket.close()
  }

  private receive(live: Live, data: string): void {
    this.pulse.heard()
    const decoded = decodeServerFrame(data)
    if ('bad' in decoded) return this.on.problem(decoded.bad)
    if ('unknown' in decoded) return
    const frame = decoded.frame
    if (frame.type === 'welcome') {
      this.wait()
      live.welcomedAt = this.host.now()
      this.pulse.start()
      this.on.welcome(frame)
      // The owner may have left meanwhile.
      if (this.live === live) this.enter({ name: 'open', since: live.welcomedAt })
    } else if (live.welcomedAt !== null) {
      this.on.frame(frame)
    }
  }

  /** Takes the line for closed without waiting for the other end, which may be gone. */
  private cut(code: number, reason: string): void {
    this.live?.socket.close()
    this.closed(code, reason)
  }

  private closed(code: number, reason: string): void {
    const live = this.drop()
    if (live === null) return
    const verdict = judgeClose(code, reason, this.host.random)
    const welcomed = live.welcomedAt !== null
    if (welcomed) {
      this.lostAt = this.host.now()
      if (this.lostAt - (live.welcomedAt as number) >= this.timing.stableAfter) this.attempt = 0
      this.on.lost({ poison: verdict.poison })
    }
    if (verdict.replaced) return this.rest({ name: 'replaced', since: this.host.now() })
    this.refusal = verdict.refusal ?? (live.opened ? null : 'upgrade_failed')
    this.pause(verdict.wait)
  }

  /** Waits at least `atLeast` ms, then dials. */
  private pause(atLeast: number): void {
    const delay = Math.max(atLeast, backoff(this.attempt, this.host.random, this.timing.backoffBase, this.timing.backoffCap))
    this.attempt++
    this.held = atLeast > 0
    this.wait()
    this.wait = this.host.setTimer(delay, () => this.dial())
    this.enter({ name: 'waiting', since: this.lostAt, retryAt: this.host.now() + delay, attempt: this.attempt })
  }

  private rest(state: ConnectionState): void {
    const welcomed = this.live !== null && this.live.welcomedAt !== null
    this.live?.socket.close()
    this.drop()
    this.unhint()
    if (welcomed) this.on.lost({ poison: false })
    this.enter(state)
  }

  private drop(): Live | null {
    const live = this.live
    this.live = null
    this.epoch++
    this.wait()
    this.pulse.stop()
    return live
  }

  private hint(hint: Hint): void {
    if (hint !== 'online' && hint !== 'visible') return
    if (this.state.name === 'open') this.pulse.beat()
    if (this.state.name === 'waiting' && !this.held) this.dial()
  }

  private enter(state: ConnectionState): void {
    this.state = state
    this.on.state(state)
  }
}

/** The desk has ended a connection of which it heard nothing for so long (4010), ms: a lid was closed meanwhile. */
const ENDED = 60_000

/** Listens to the line: pings when it is silent, and calls it dead when no answer comes. */
class Pulse {
  private heardAt = 0
  private beatAt = 0
  private waiting = false
  private tick: Cancel = nothing

  constructor(
    private readonly host: Host,
    private readonly timing: Timing,
    private readonly ping: () => void,
    private readonly dead: () => void,
  ) {}

  start(): void {
    this.heardAt = this.beatAt = this.host.now()
    this.waiting = false
    this.arm()
  }

  stop(): void {
    this.tick()
  }

  heard(): void {
    this.heardAt = this.host.now()
    if (!this.waiting) return
    this.waiting = false
    this.arm()
  }

  /** Asks now whether the line lives, unless that is being asked. */
  beat(): void {
    // Of who sleeps that long there is nothing left to ask: the answer would only be waited for.
    if (this.host.now() - this.heardAt >= ENDED) return this.dead()
    if (this.waiting) return
    this.tick()
    this.waiting = true
    this.beatAt = this.host.now()
    this.tick = this.host.setTimer(this.timing.deadAfter, this.dead)
    this.ping()
  }

  // One timer that looks when it fires, instead of one that every frame sets anew.
  private arm(): void {
    this.tick()
    const due = Math.min(this.heardAt + this.timing.pingAfter, this.beatAt + this.timing.pingEvery)
    const delay = Math.min(this.timing.pingAfter, Math.max(0, due - this.host.now()))
    this.tick = this.host.setTimer(delay, () => {
      const now = this.host.now()
      // A clock that was set back would say "heard in the future" for hours.
      const silent = now - this.heardAt >= this.timing.pingAfter || now < this.heardAt
      if (silent || now - this.beatAt >= this.timing.pingEvery) this.beat()
      else this.arm()
    })
  }
}

/** Asking for a token again would change nothing. */
function isFinal(error: unknown): boolean {
  return error instanceof ChatError && (error.code === 'forbidden' || error.code === 'blocked')
}

function nothing(): void {}
