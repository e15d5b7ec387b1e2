import type { Timing } from './api'
import { backoff } from './backoff'
import type { Cancel, Host } from './host'
import type { Ask, RequestError } from './requests'
import type { ChangedFrame } from './wire/frames'
import type { Conversation } from './wire/types'

/** Conversations in one answer: the most that the desk gives, as page follows page. */
const LIMIT = 500

/** How long conversations that are not known are gathered before the desk is asked for them. */
const GATHER = 300

/** Agents: asks the desk which conversations changed since the cursor, after a pause and for those that are not known. */
export class Changes {
  private cursor: string | null = null
  private asking = false
  private again = false
  private failures = 0
  private timer: Cancel | null = null

  constructor(
    private readonly host: Host,
    private readonly timing: Timing,
    private readonly ask: Ask,
    private readonly changed: (summaries: readonly Conversation[]) => void,
  ) {}

  /** Welcomed. The first cursor is the welcome's; later ones would leave out what happened meanwhile. */
  connect(cursor: string | null): void {
    this.stop()
    if (this.cursor === null) this.cursor = cursor
    else this.catchUp()
  }

  stop(): void {
    this.asking = this.again = false
    this.timer?.()
    this.timer = null
  }

  /** Everything up to this cursor was sent on this connection. */
  advance(cursor: string): void {
    // While an answer is under way, what it will hold may be older than that.
    if (!this.asking && this.timer === null) this.cursor = cursor
  }

  /** Conversations came up that are not known: ask for them together. */
  gather(): void {
    this.timer ??= this.host.setTimer(GATHER, () => {
      this.timer = null
      this.catchUp()
    })
  }

  catchUp(): void {
    if (this.asking) {
      this.again = true
      return
    }
    this.again = false
    const where = this.cursor === null ? {} : { cursor: this.cursor }
    this.asking = this.ask({ type: 'changes', ...where, limit: LIMIT }, (frame, refusal) => {
      this.asking = false
      if (frame !== null) this.take(frame as ChangedFrame)
      else if (refusal !== null) this.failed(refusal)
    })
  }

  private take(frame: ChangedFrame): void {
    this.failures = 0
    const moved = frame.cursor !== this.cursor
    this.cursor = frame.cursor
    this.changed(frame.conversations)
    if (this.again || (frame.has_more && moved)) this.catchUp()
  }

  private failed(refusal: RequestError): void {
    const delay = refusal.retryAfter ?? backoff(++this.failures, this.host.random, this.timing.backoffBase, this.timing.backoffCap)
    this.timer ??= this.host.setTimer(delay, () => {
      this.timer = null
      this.catchUp()
    })
  }
}
