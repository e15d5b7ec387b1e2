import type { Cancel, Host } from './host'
import type { RequestError } from './requests'

/** Before a mark that the desk could not take is sent again, ms. */
const AGAIN = 2_000

/** Brings "all up to here was seen" to the desk: the newest wish only, one at a time, until it is true. */
export class ReadMarks {
  private wanted = 0
  private asking = false
  private connected = false
  private timer: Cancel | null = null

  /** `read` is how far the desk knows; `send` is false without a connection. */
  constructor(
    private readonly host: Host,
    private readonly read: () => number,
    private readonly send: (seq: number, answer: (refusal: RequestError | null) => void) => boolean,
  ) {}

  want(seq: number): void {
    if (seq <= Math.max(this.wanted, this.read())) return
    this.wanted = seq
    this.bring()
  }

  connect(): void {
    this.connected = true
    this.asking = false
    this.bring()
  }

  disconnect(): void {
    this.connected = false
    this.timer?.()
  }

  private bring(): void {
    if (!this.connected || this.asking || this.wanted <= this.read()) return
    this.asking = this.send(this.wanted, (refusal) => {
      this.asking = false
      if (refusal === null) this.bring()
      else if (worthAgain(refusal)) this.again(refusal.retryAfter ?? AGAIN)
    })
  }

  private again(ms: number): void {
    if (!this.connected) return // the next connection does it
    this.timer?.()
    this.timer = this.host.setTimer(ms, () => this.bring())
  }
}

function worthAgain({ answered, error }: RequestError): boolean {
  return !answered || error.code === 'rate_limited' || error.code === 'unavailable' || error.code === 'internal'
}
