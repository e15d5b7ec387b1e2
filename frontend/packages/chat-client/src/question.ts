import type { Timing } from './api'
import { backoff } from './backoff'
import type { Cancel, Host } from './host'
import type { Ask, Request, RequestError } from './requests'
import type { ServerFrame } from './wire/frames'

/** What is asked, what comes of it, and what to do with an error: true if asking again would be of no use. */
export interface Asked<Q extends Request, A extends ServerFrame> {
  ask(): Q
  take(answer: A, question: Q): void
  final?(error: RequestError): boolean
}

/** Asks the desk one thing at a time, and again, later and later, until there is an answer. */
export class Question<Q extends Request, A extends ServerFrame> {
  private running = false
  /** Asked for while an answer was waited for, which may not hold it. */
  private again = false
  private failures = 0
  private timer: Cancel | null = null
  /** Raised when what was asked before is no longer waited for. */
  private epoch = 0

  constructor(private readonly host: Host, private readonly timing: Timing, private readonly ask: Ask, private readonly on: Asked<Q, A>) {}

  /** An answer is waited for. */
  get asking(): boolean {
    return this.running
  }

  /** Nothing is asked, and nothing is going to be. */
  get idle(): boolean {
    return !this.running && this.timer === null
  }

  /** Asks; while an answer is waited for, once more behind it. Without a connection nothing happens. */
  now(): void {
    this.again = this.running
    if (this.running) return
    this.rest()
    const epoch = ++this.epoch
    const question = this.on.ask()
    this.running = this.ask(question, (answer, error) => {
      if (epoch !== this.epoch) return
      this.running = false
      if (answer !== null) {
        this.failures = 0
        this.on.take(answer as A, question)
        if (this.again) this.now()
      } else if (error !== null && this.on.final?.(error) !== true) {
        this.later(error.retryAfter ?? backoff(++this.failures, this.host.random, this.timing.backoffBase, this.timing.backoffCap))
      }
    })
  }

  /** Asks after `delay` ms, or as soon as it was going to anyway. */
  later(delay: number): void {
    this.timer ??= this.host.setTimer(delay, () => {
      this.timer = null
      this.now()
    })
  }

  /** The connection is gone, or what was asked is of no use any more. */
  stop(): void {
    this.epoch++
    this.running = this.again = false
    this.rest()
  }

  private rest(): void {
    this.timer?.()
    this.timer = null
  }
}
