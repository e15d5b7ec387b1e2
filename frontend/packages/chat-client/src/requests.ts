import { ChatError } from './api'
import type { Timing } from './api'
import type { Cancel, Host } from './host'
import type { ClientFrame, ErrorFrame, RequestId, ServerFrame } from './wire/frames'

type WithId = Extract<ClientFrame, { id: RequestId }>
type Unnumbered<F> = F extends WithId ? Omit<F, 'id'> : never

/** A frame that wants an answer, without the id that it will get. */
export type Request = Unnumbered<Exclude<ClientFrame, { type: 'ping' }>>

/** Called exactly once for each request, never before `ask` has returned. */
export type Answer = (frame: ServerFrame | null, error: RequestError | null) => void

/** Sends a request; false, and `answer` is never called, if there is no connection. */
export type Ask = (request: Request, answer: Answer) => boolean

/** Why there is no answer. */
export interface RequestError {
  error: ChatError
  /** Milliseconds; only with `rate_limited`. */
  retryAfter: number | null
  /** The desk answered; otherwise the line broke or nothing came in time, and it may or may not have been carried out. */
  answered: boolean
}

interface Waiting { answer: Answer, timer: Cancel }

/** Pairs requests with their answers. */
export class Requests {
  private last = 0
  private readonly waiting = new Map<RequestId, Waiting>()

  constructor(private readonly host: Host, private readonly timing: Timing, private readonly send: (frame: ClientFrame) => boolean) {}

  readonly ask: Ask = (request, answer) => {
    const id = ++this.last
    if (!this.send({ ...request, id } as ClientFrame)) return false
    const timer = this.host.setTimer(this.timing.requestTimeout, () => this.settle(id, null, lost('no answer in time')))
    this.waiting.set(id, { answer, timer })
    return true
  }

  /** Takes the frame if it is the answer to a request. */
  take(frame: ServerFrame): boolean {
    switch (frame.type) {
      case 'ack':
      case 'synced':
      case 'changed':
      case 'present':
        return this.settle(frame.id, frame, null)
      case 'error':
        return frame.id != null && this.settle(frame.id, null, refused(frame))
      default:
        return false
    }
  }

  /** The connection is gone, and with it every answer. */
  lose(): void {
    for (const id of [...this.waiting.keys()]) this.settle(id, null, lost('the connection was lost'))
  }

  private settle(id: RequestId, frame: ServerFrame | null, error: RequestError | null): boolean {
    const waiting = this.waiting.get(id)
    if (waiting === undefined) return false
    this.waiting.delete(id)
    waiting.timer()
    waiting.answer(frame, error)
    return true
  }
}

/** The answer as a promise, which rejects with a ChatError. */
export function promised(ask: Ask, request: Request): Promise<ServerFrame> {
  return new Promise((resolve, reject) => {
    const asked = ask(request, (frame, refusal) => {
      if (frame !== null) resolve(frame)
      else if (refusal !== null) reject(refusal.error)
    })
    if (!asked) reject(new ChatError('unavailable', 'there is no connection'))
  })
}

function refused(frame: ErrorFrame): RequestError {
  return { error: new ChatError(frame.code, frame.detail ?? ''), retryAfter: frame.retry_after_ms ?? null, answered: true }
}

function lost(why: string): RequestError {
  return { error: new ChatError('unavailable', why), retryAfter: null, answered: false }
}
