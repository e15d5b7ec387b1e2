import type { Timing } from './api'
import type { Host } from './host'
import { Question } from './question'
import type { Ask } from './requests'
import type { PresentFrame } from './wire/frames'
import type { VisitorPage } from './wire/types'

/** Conversations in one request: the most that the desk takes. */
const LIMIT = 1_000

/** How long conversations that came up are gathered, ms. */
const GATHER = 1_000

/**
 * Agents: asks the desk who is online, of each conversation once on a connection. From then on frames tell, and a summary,
 * which may be older than the last of them, says nothing about it any more.
 */
export class Attendance {
  /** Of these it is known on this connection. */
  private readonly known = new Set<string>()
  /** Of these it is asked, in this order; they stay until they are answered. */
  private readonly wanted = new Set<string>()
  private connected = false
  private readonly question: Question<{ type: 'presence', conversation_ids: readonly string[] }, PresentFrame>

  /**
   * `answered` is told of which conversations an answer speaks, and who of them is online, on which page. The first
   * answer of a connection comes behind all that follows the welcome.
   */
  constructor(
    host: Host,
    timing: Timing,
    ask: Ask,
    private readonly answered: (ids: readonly string[], online: ReadonlyMap<string, VisitorPage | null>) => void,
  ) {
    this.question = new Question(host, timing, ask, {
      ask: () => ({ type: 'presence', conversation_ids: [...this.wanted].slice(0, LIMIT) }),
      take: (answer, { conversation_ids: asked }) => this.take(asked, answer),
      final: ({ error }) => {
        // The desk is older than this question: summaries and frames are all there is.
        if (error.code !== 'unknown_type') return !this.connected
        this.stop()
        this.answered([], new Map())
        return true
      },
    })
  }

  /** Welcomed, or something may have been missed: asks of all these, and at once even if there are none. */
  connect(ids: Iterable<string>): void {
    this.stop()
    this.connected = true
    for (const id of ids) this.wanted.add(id)
    this.question.now()
  }

  stop(): void {
    this.known.clear()
    this.wanted.clear()
    this.connected = false
    this.question.stop()
  }

  /** Is it known who is there, and kept so by frames? If not, it is asked soon. */
  knows(id: string): boolean {
    if (this.known.has(id)) return true
    if (this.connected && !this.wanted.has(id)) {
      this.wanted.add(id)
      if (!this.question.asking) this.question.later(GATHER)
    }
    return false
  }

  private take(asked: readonly string[], { answered, customers, has_more: more }: PresentFrame): void {
    const ids = asked.slice(0, answered)
    for (const id of ids) {
      this.wanted.delete(id)
      this.known.add(id)
    }
    this.answered(ids, new Map(customers.map(({ conversation_id: id, page }) => [id, page ?? null])))
    if (this.wanted.size === 0) return
    // A full request has others behind it; what came up meanwhile may wait for more.
    if (ids.length > 0 && (more || asked.length === LIMIT)) this.question.now()
    else this.question.later(GATHER)
  }
}
