import type { ConversationDeps } from './conversation'
import { promised } from './requests'
import { SYNC_LIMIT } from './sync'
import type { Whose } from './sync'
import type { Timeline } from './timeline'
import type { SyncedFrame } from './wire/frames'
import type { Message } from './wire/types'

/** Pages back through a conversation's history. */
export class Older {
  private running: Promise<void> | null = null

  /** `changed` is called when a page begins to be loaded, and when that ends. */
  constructor(
    private readonly timeline: Timeline,
    private readonly whose: Whose,
    private readonly deps: ConversationDeps,
    private readonly rev: () => number,
    private readonly changed: () => void,
  ) {}

  get loading(): boolean {
    return this.running !== null
  }

  /** The page before the first message held. Whoever asks meanwhile waits for the same. Rejects with a ChatError. */
  load(limit: number): Promise<void> {
    if (this.running !== null) return this.running
    if (!this.timeline.based || this.timeline.firstSeq <= 1) return Promise.resolve()
    this.running = this.page(this.timeline.firstSeq, Math.min(limit, SYNC_LIMIT)).then((page) => {
      this.timeline.prepend(page)
    }).finally(() => {
      this.running = null
      this.changed()
    })
    this.changed()
    return this.running
  }

  private page(before: number, limit: number): Promise<readonly Message[]> {
    if (this.deps.history !== undefined) return this.deps.history(this.whose.id, { beforeSeq: before, limit })
    return this.stretch(Math.max(0, before - 1 - limit), before, [])
  }

  /** The messages between two seqs, over the socket. A large answer comes in parts. */
  private async stretch(after: number, before: number, held: readonly Message[]): Promise<readonly Message[]> {
    // after_rev only keeps `updated` short: what changed in these messages comes with them.
    const part = await promised(this.deps.ask, { type: 'sync', ...this.whose.where(), after_seq: after, after_rev: this.rev(), limit: before - 1 - after })
    const messages = [...held, ...(part as SyncedFrame).messages]
    const last = messages[messages.length - 1]?.seq ?? after
    return last <= after || last >= before - 1 ? messages : this.stretch(last, before, messages)
  }
}
