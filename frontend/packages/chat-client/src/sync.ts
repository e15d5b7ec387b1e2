import type { ConversationDeps } from './conversation'
import { backoff } from './backoff'
import type { Cancel } from './host'
import type { RequestError } from './requests'
import type { Timeline } from './timeline'
import type { SyncedFrame } from './wire/frames'
import type { Message, Side } from './wire/types'

/** The most that one sync may ask for. */
export const SYNC_LIMIT = 200

/** Where a conversation stands according to whoever told last. */
export interface Standing { lastSeq: number, rev: number }

/** Which conversation it is. */
export interface Whose {
  /** Customers: empty until the first welcome. */
  id: string
  /** What names it in a frame: a customer's needs no name. */
  where(): { conversation_id?: string }
  side: Side
}

export interface SyncEvents {
  /** Messages that were fetched, can be shown now and could not before. */
  shown(messages: readonly Message[]): void
  /** Something of the timeline changed. */
  changed(): void
  /** The stretch begins; nothing but messages is in it yet. */
  begun(): void
}

/** Keeps one timeline whole: loads its newest page, notices what is missing, and asks for it. */
export class Sync {
  /** What is in the timeline is from the cache: the desk has not said yet how things stand. */
  cached = false
  /**
   * All changes up to this rev, which stood when `seq` was the last, are in the timeline. A sync raises it; a frame only
   * if it is certain that nothing lies between: an `unread` may arrive while the recall it tells of was lost.
   */
  private synced = { rev: 0, seq: 0 }
  /**
   * Where a sync in parts has come to: what is held beyond may be older than its rev, because it was told live, so that
   * it is asked for again.
   */
  private partial: number | null = null
  private connected = false
  private closed = false
  private standing: Standing | null = null
  private asking = false
  private askAgain = false
  private fruitless = 0
  private holeTimer: Cancel | null = null
  private lagTimer: Cancel | null = null

  constructor(
    private readonly timeline: Timeline,
    private readonly whose: Whose,
    private readonly deps: ConversationDeps,
    private readonly on: SyncEvents,
  ) {}

  get rev(): number {
    return this.synced.rev
  }

  /** The timeline was filled from the cache, as it stood at `rev`. */
  restored(rev: number): void {
    this.synced = { rev, seq: this.timeline.headSeq }
    this.cached = true
  }

  connect(standing: Standing | null): void {
    this.connected = true
    this.standing = standing
    this.asking = false
    this.fruitless = 0
    if (!this.timeline.based || this.cached) this.load()
    else if (standing === null) this.sync()
    else this.compare(standing)
  }

  disconnect(): void {
    this.connected = false
    this.clearHole()
    this.lagTimer?.()
    this.lagTimer = null
  }

  /** For good. */
  close(): void {
    this.closed = true
    this.disconnect()
  }

  /** A pong or a summary says where the conversation stands: behind it, something was missed. */
  compare(standing: Standing): void {
    if (standing.lastSeq > this.timeline.headSeq || standing.rev > this.synced.rev) this.sync()
  }

  /** The same for what frames on their way may still tell: looks again when a hole would have been closed. */
  compareSoon(standing: Standing): void {
    this.standing = standing
    if (standing.rev <= this.synced.rev || this.lagTimer !== null) return
    this.lagTimer = this.deps.host.setTimer(this.deps.timing.holeAfter, () => {
      this.lagTimer = null
      if (this.standing !== null) this.compare(this.standing)
    })
  }

  /** A frame of n messages raises the rev by n: if it is the next n and just that, nothing was missed in between. */
  follow(messages: readonly Message[], rev: number): void {
    const next = messages.every((message, i) => message.seq === this.synced.seq + 1 + i)
    if (next && this.timeline.based && rev === this.synced.rev + messages.length) this.synced = { rev, seq: this.synced.seq + messages.length }
  }

  /** A note has a rev of its own. */
  followNote(rev: number): void {
    if (rev === this.synced.rev + 1) this.synced.rev = rev
  }

  /** Asks for what came after what is held. One at a time; a wish that comes meanwhile is granted afterwards. */
  sync(): void {
    if (!this.connected || !this.timeline.based) return
    if (this.asking) {
      this.askAgain = true
      return
    }
    this.clearHole()
    this.asking = true
    this.askAgain = false
    const after = Math.min(this.timeline.headSeq, this.partial ?? Infinity)
    const asked = this.deps.ask({ type: 'sync', ...this.whose.where(), after_seq: after, after_rev: this.synced.rev, limit: SYNC_LIMIT }, (frame, refusal) => {
      this.asking = false
      if (frame !== null) this.answered(frame as SyncedFrame, after)
      else if (refusal !== null) this.refused(refusal)
    })
    if (!asked) this.asking = false
  }

  /** A hole that lasts is asked for; one that a sync could not fill, ever less often. */
  watchHole(): void {
    if (!this.timeline.hasHole) return this.clearHole()
    if (this.holeTimer !== null || this.asking) return
    this.askIn(Math.min(this.deps.timing.backoffCap, this.deps.timing.holeAfter * 2 ** Math.min(this.fruitless, 8)))
  }

  /**
   * The newest page, then all that happened since it was known where the conversation stands. Where that is not known
   * (opened by its address, before any list) only the history can tell which page is the newest.
   */
  private load(): void {
    const { standing, deps: { history, timing } } = this
    const base = Math.max(0, (standing?.lastSeq ?? 0) - timing.pageSize)
    if (this.cached && history === undefined && base <= this.timeline.headSeq) {
      this.cached = false
      return this.sync()
    }
    // A cached page is read anew even if nothing came since: the addresses of its files have ended.
    if (history === undefined || (standing !== null && !this.cached && standing.lastSeq <= this.timeline.headSeq)) return this.begin(base, [])
    this.asking = true
    history(this.whose.id, { limit: timing.pageSize }).then((page) => {
      const first = page[0]
      this.begin(first === undefined ? 0 : first.seq - 1, page)
    }, () => {
      // The socket can do it as well.
      this.begin(base, [])
    })
  }

  private begin(base: number, page: readonly Message[]): void {
    this.asking = false
    if (this.closed || (this.timeline.based && !this.cached)) return
    if (this.cached) this.timeline.clear()
    this.cached = false
    this.synced = { rev: this.standing?.rev ?? 0, seq: this.standing?.lastSeq ?? 0 }
    this.timeline.take(page)
    this.on.shown(this.timeline.begin(base))
    this.on.begun()
    this.on.changed()
    this.sync()
  }

  private answered(frame: SyncedFrame, after: number): void {
    if (this.closed) return
    const { timeline } = this
    const rev = this.synced.rev
    this.on.shown(timeline.take(frame.messages))
    for (const message of [...(frame.updated ?? []), ...frame.messages]) timeline.update(message)
    if (frame.activity != null) timeline.annotate(frame.activity)
    timeline.markRead('customer', frame.read_seq.customer, null)
    timeline.markRead('desk', frame.read_seq.desk, null)
    const reached = after + frame.messages.length
    const progress = reached > after || frame.rev > rev
    this.partial = frame.has_more ? reached : null
    if (frame.rev >= rev) this.synced = { rev: frame.rev, seq: reached }
    const unread = frame.unread ?? timeline.unread(this.whose.side)
    if (!frame.has_more && unread !== null) this.deps.unread(this.whose.id, unread, frame.rev)
    this.fruitless = progress || !timeline.hasHole ? 0 : this.fruitless + 1
    this.on.changed()
    if (this.askAgain || (frame.has_more && progress)) this.sync()
    else this.watchHole()
  }

  private refused(refusal: RequestError): void {
    if (!refusal.answered && !this.connected) return
    if (refusal.error.code === 'not_found' || refusal.error.code === 'forbidden') {
      this.deps.problem(`sync was refused: ${refusal.error.code}`)
      return
    }
    const { host, timing } = this.deps
    this.holeTimer?.()
    this.askIn(refusal.retryAfter ?? backoff(++this.fruitless, host.random, timing.backoffBase, timing.backoffCap))
  }

  private askIn(ms: number): void {
    this.holeTimer = this.deps.host.setTimer(ms, () => {
      this.holeTimer = null
      this.sync()
    })
  }

  private clearHole(): void {
    this.holeTimer?.()
    this.holeTimer = null
  }
}
