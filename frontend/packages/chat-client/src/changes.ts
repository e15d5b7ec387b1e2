import type { Timing } from './api'
import type { Host } from './host'
import { Question } from './question'
import type { Ask } from './requests'
import type { ChangedFrame } from './wire/frames'
import type { Conversation } from './wire/types'

/** Conversations in one answer: the most that the desk gives, as page follows page. */
const LIMIT = 500

/** How long conversations that are not known are gathered before the desk is asked for them, ms. */
const GATHER = 300

/** Agents: asks the desk which conversations changed since the cursor, after a pause and for those that are not known. */
export class Changes {
  private cursor: string | null = null
  private readonly question: Question<{ type: 'changes', cursor?: string, limit: number }, ChangedFrame>

  constructor(host: Host, timing: Timing, ask: Ask, private readonly changed: (summaries: readonly Conversation[]) => void) {
    this.question = new Question(host, timing, ask, {
      ask: () => ({ type: 'changes', ...(this.cursor === null ? {} : { cursor: this.cursor }), limit: LIMIT }),
      take: answer => this.take(answer),
    })
  }

  /** Welcomed. The first cursor is the welcome's; later ones would leave out what happened meanwhile. */
  connect(cursor: string | null): void {
    this.stop()
    if (this.cursor === null) this.cursor = cursor
    else this.catchUp()
  }

  stop(): void {
    this.question.stop()
  }

  /** Everything up to this cursor was sent on this connection. */
  advance(cursor: string): void {
    // While an answer is under way, what it will hold may be older than that.
    if (this.question.idle) this.cursor = cursor
  }

  /** Conversations came up that are not known: ask for them together. */
  gather(): void {
    this.question.later(GATHER)
  }

  catchUp(): void {
    this.question.now()
  }

  private take({ cursor, conversations, has_more: more }: ChangedFrame): void {
    const moved = cursor !== this.cursor
    this.cursor = cursor
    this.changed(conversations)
    if (more && moved) this.catchUp()
  }
}
