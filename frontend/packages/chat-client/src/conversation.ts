import { ChatError } from './api'
import type { ConversationState, History, Timing } from './api'
import type { AnnouncementItem } from './api'
import { backoff } from './backoff'
import type { Cancel, Host } from './host'
import type { Entry, Outbox } from './outbox'
import type { PageCache } from './page-cache'
import { ReadMarks } from './read-marks'
import type { Request, RequestError } from './requests'
import { EMPTY, ItemBuilder } from './snapshot'
import { Timeline } from './timeline'
import { TypingIn, TypingOut } from './typing'
import type { Activity, ServerFrame, SyncedFrame } from './wire/frames'
import type { AgentRef, Announcement, Me, Message, ReadSeq, Side } from './wire/types'

/** How long changes are gathered before they are put into the cache, ms. */
const SAVE_AFTER = 1_000

/** The most that one sync may ask for. */
const SYNC_LIMIT = 200

/** What a conversation needs of the client around it. */
export interface ConversationDeps {
  host: Host
  timing: Timing
  role: 'customer' | 'agent'
  /** Null until somebody has signed in. */
  identity(): string | null
  outbox: Outbox
  history: History | undefined
  activity: ((conversationId: string) => Promise<readonly Activity[]>) | undefined
  me(): Me | null
  ask(request: Request, answer: (frame: ServerFrame | null, error: RequestError | null) => void): boolean
  typing(conversationId: string, internal: boolean): void
  /** Messages that can be shown now and could not before. */
  delivered(messages: readonly Message[], live: boolean): void
  /** A sync told the count exactly. */
  unread(conversationId: string, unread: number, rev: number): void
  problem(what: string): void
}

/** Where a conversation stands according to whoever told last. */
export interface Standing { lastSeq: number, rev: number }

/**
 * One followed conversation: loads the newest page, keeps it whole by sync, and shows it as a state. The client feeds
 * it with frames; it asks by itself for what is missing.
 */
export class Conversation {
  id: string
  openid = ''
  readonly timeline = new Timeline()
  state: ConversationState = EMPTY

  private readonly listeners = new Set<() => void>()
  private readonly items = new ItemBuilder()
  private announcements: { afterSeq: number, item: AnnouncementItem }[] = []
  private unread = 0
  private online: boolean | null = null
  private viewers: readonly AgentRef[] = []
  private readonly typingIn: TypingIn<{ role: string, name: string }>
  private readonly writers: TypingIn<AgentRef>
  private readonly typingOut: TypingOut

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
  private readonly marks: ReadMarks
  private loadingOlder: Promise<void> | null = null
  /** What is shown is from the cache: the desk has not said yet how things stand. */
  private cached = false
  private saveTimer: Cancel | null = null

  /** With a `cache` it begins with the page that was seen last. */
  constructor(id: string, private readonly deps: ConversationDeps, private readonly cache: PageCache | null = null) {
    this.id = id
    this.typingIn = new TypingIn(deps.host, deps.timing.typingForgotten, () => this.render())
    this.writers = new TypingIn(deps.host, deps.timing.typingForgotten, () => this.render())
    this.typingOut = new TypingOut(deps.host, deps.timing.typingEvery, internal => this.deps.typing(this.id, internal))
    const side = this.ownSide()
    this.marks = new ReadMarks(deps.host, () => this.timeline.read[side], (seq, answer) => deps.ask({ type: 'message.read', ...this.where(), seq }, (_frame, refusal) => {
      if (refusal === null) this.timeline.markRead(side, seq, null)
      answer(refusal)
    }))
    this.restore()
    this.render()
  }

  subscribe(listener: () => void): Cancel {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  // --- what the connection does

  /** Welcomed, or opened on a live connection. `standing` is what the desk said last of this conversation, if it did. */
  connect(standing: Standing | null): void {
    this.connected = true
    this.standing = standing
    this.asking = false
    this.fruitless = 0
    if (!this.timeline.based || this.cached) this.load()
    else if (standing === null) this.sync()
    else this.compare(standing)
    this.marks.connect()
  }

  disconnect(): void {
    this.connected = false
    this.marks.disconnect()
    this.clearHole()
    this.lagTimer?.()
    this.lagTimer = null
    this.typingIn.clear()
    this.writers.clear()
    this.save()
  }

  /** Stops for good. */
  close(): void {
    this.closed = true
    this.disconnect()
    this.listeners.clear()
  }

  // --- what frames tell

  /** Messages of one frame. `rev` is the conversation's after them, null when the frame said none. */
  receive(messages: readonly Message[], rev: number | null, live: boolean): void {
    this.show(this.timeline.take(messages), live)
    for (const { sender } of messages) this.silent(sender.role, sender.id, sender.name)
    if (this.timeline.based) this.deps.outbox.settle(messages.filter(message => message.seq <= this.timeline.headSeq).map(message => message.client_id))
    if (rev !== null) this.follow(messages, rev)
    this.watchHole()
    this.render()
  }

  update(message: Message): void {
    if (this.timeline.update(message)) this.render()
  }

  annotate(entry: Activity): void {
    if (entry.type === 'note' && entry.agent != null) this.writers.stopped(entry.agent.id)
    if (!this.timeline.annotate([entry])) return
    if (entry.type === 'note' && entry.rev === this.synced.rev + 1) this.synced.rev = entry.rev
    this.render()
  }

  receipt(side: Side, seq: number, at: string): void {
    if (this.timeline.markRead(side, seq, at)) this.render()
  }

  setUnread(unread: number): void {
    if (unread === this.unread) return
    this.unread = unread
    this.render()
  }

  setOnline(online: boolean): void {
    this.online = online
    if (!online) this.typingIn.clear()
    this.render()
  }

  setViewers(viewers: readonly AgentRef[]): void {
    this.viewers = viewers
    this.render()
  }

  types({ role, name, id }: { role: string, name: string, id?: string | null }): void {
    if (this.deps.role === 'customer' || role === 'customer') this.typingIn.types(`${role} ${name}`, { role, name })
    else if (id != null && id !== (this.deps.me()?.id ?? this.deps.identity)) this.writers.types(id, { id, name })
  }

  /** What they wrote is there. */
  private silent(role: string, id: string, name: string): void {
    this.typingIn.stopped(`${role} ${name}`)
    if (role === 'agent') this.writers.stopped(id)
  }

  announce(announcement: Announcement): void {
    const key = `a:${announcement.id}`
    if (this.announcements.some(known => known.item.key === key)) return
    this.announcements.push({ afterSeq: this.timeline.headSeq, item: { type: 'announcement', key, announcement } })
    this.render()
  }

  readUpTo(read: ReadSeq): void {
    const customer = this.timeline.markRead('customer', read.customer, null)
    if (this.timeline.markRead('desk', read.desk, null) || customer) this.render()
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

  /** A pong or a summary says where the conversation stands: behind it, something was missed. */
  compare(standing: Standing): void {
    if (standing.lastSeq > this.timeline.headSeq || standing.rev > this.synced.rev) this.sync()
  }

  outboxChanged(): void {
    this.render()
  }

  // --- what people do

  typing(internal: boolean): void {
    if (this.connected) this.typingOut.key(internal)
  }

  /** A message ends the typing on the other side: the next key is told at once. */
  written(): void {
    this.typingOut.rest()
  }

  markRead(seq: number): void {
    this.marks.want(Math.min(seq, this.timeline.headSeq))
  }

  async recall(messageId: string): Promise<void> {
    await this.request({ type: 'message.recall', message_id: messageId })
  }

  loadOlder(limit: number): Promise<void> {
    if (this.loadingOlder !== null) return this.loadingOlder
    if (!this.timeline.based || this.timeline.firstSeq <= 1) return Promise.resolve()
    const before = this.timeline.firstSeq
    this.loadingOlder = this.page(before, Math.min(limit, SYNC_LIMIT)).then((page) => {
      this.timeline.prepend(page)
    }).finally(() => {
      this.loadingOlder = null
      this.render()
    })
    this.render()
    return this.loadingOlder
  }

  // --- loading and syncing

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
    history(this.id, { limit: timing.pageSize }).then((page) => {
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
    this.show(this.timeline.begin(base), false)
    this.render()
    this.loadActivity()
    this.sync()
  }

  /** Somebody signed in: their page may be kept here, and what they see as theirs has changed. */
  signedIn(): void {
    if (!this.timeline.based) this.restore()
    this.render()
  }

  private restore(): void {
    const saved = this.cache?.load() ?? null
    if (saved === null) return
    const head = (saved.messages[0] as Message).seq - 1
    this.id = saved.conversationId
    this.timeline.begin(head)
    this.timeline.take(saved.messages)
    this.synced = { rev: saved.rev, seq: this.timeline.headSeq }
    this.cached = true
  }

  private saveSoon(): void {
    if (this.cache === null || this.cached || !this.timeline.based) return
    this.saveTimer ??= this.deps.host.setTimer(SAVE_AFTER, () => this.save())
  }

  private save(): void {
    if (this.saveTimer === null) return
    this.saveTimer()
    this.saveTimer = null
    const messages = this.timeline.messages.slice(-this.deps.timing.pageSize)
    if (messages.length > 0) this.cache?.save({ conversationId: this.id, rev: this.synced.rev, messages })
  }

  private loadActivity(): void {
    this.deps.activity?.(this.id).then((entries) => {
      if (!this.closed && this.timeline.annotate(entries)) this.render()
    }, () => this.deps.problem('the activity could not be loaded'))
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
    const asked = this.deps.ask({ type: 'sync', ...this.where(), after_seq: after, after_rev: this.synced.rev, limit: SYNC_LIMIT }, (frame, refusal) => {
      this.asking = false
      if (frame !== null) this.answered(frame as SyncedFrame, after)
      else if (refusal !== null) this.syncFailed(refusal)
    })
    if (!asked) this.asking = false
  }

  private answered(frame: SyncedFrame, after: number): void {
    if (this.closed) return
    const rev = this.synced.rev
    this.show(this.timeline.take(frame.messages), false)
    for (const message of [...(frame.updated ?? []), ...frame.messages]) this.timeline.update(message)
    if (frame.activity != null) this.timeline.annotate(frame.activity)
    this.timeline.markRead('customer', frame.read_seq.customer, null)
    this.timeline.markRead('desk', frame.read_seq.desk, null)
    const reached = after + frame.messages.length
    const progress = reached > after || frame.rev > rev
    this.partial = frame.has_more ? reached : null
    if (frame.rev >= rev) this.synced = { rev: frame.rev, seq: reached }
    const unread = frame.unread ?? this.timeline.unread(this.ownSide())
    if (!frame.has_more && unread !== null) this.deps.unread(this.id, unread, frame.rev)
    this.fruitless = progress || !this.timeline.hasHole ? 0 : this.fruitless + 1
    this.render()
    if (this.askAgain || (frame.has_more && progress)) this.sync()
    else this.watchHole()
  }

  private syncFailed(refusal: RequestError): void {
    if (!refusal.answered && !this.connected) return
    if (refusal.error.code === 'not_found' || refusal.error.code === 'forbidden') {
      this.deps.problem(`sync was refused: ${refusal.error.code}`)
      return
    }
    const { host, timing } = this.deps
    const delay = refusal.retryAfter ?? backoff(++this.fruitless, host.random, timing.backoffBase, timing.backoffCap)
    this.holeTimer?.()
    this.holeTimer = host.setTimer(delay, () => this.holeDue())
  }

  /** A hole that lasts is asked for; one that a sync could not fill, ever less often. */
  private watchHole(): void {
    if (!this.timeline.hasHole) return this.clearHole()
    if (this.holeTimer !== null || this.asking) return
    const delay = Math.min(this.deps.timing.backoffCap, this.deps.timing.holeAfter * 2 ** Math.min(this.fruitless, 8))
    this.holeTimer = this.deps.host.setTimer(delay, () => this.holeDue())
  }

  private holeDue(): void {
    this.holeTimer = null
    this.sync()
  }

  private clearHole(): void {
    this.holeTimer?.()
    this.holeTimer = null
  }

  private page(before: number, limit: number): Promise<readonly Message[]> {
    if (this.deps.history !== undefined) return this.deps.history(this.id, { beforeSeq: before, limit })
    return this.stretch(Math.max(0, before - 1 - limit), before, [])
  }

  /** The messages between two seqs, over the socket. A large answer comes in parts. */
  private async stretch(after: number, before: number, held: readonly Message[]): Promise<readonly Message[]> {
    // after_rev only keeps `updated` short: what changed in these messages comes with them.
    const part = await this.request({ type: 'sync', ...this.where(), after_seq: after, after_rev: this.synced.rev, limit: before - 1 - after })
    const messages = [...held, ...(part as SyncedFrame).messages]
    const last = messages[messages.length - 1]?.seq ?? after
    return last <= after || last >= before - 1 ? messages : this.stretch(last, before, messages)
  }

  private request(request: Request): Promise<ServerFrame> {
    return new Promise((resolve, reject) => {
      const asked = this.deps.ask(request, (frame, refusal) => {
        if (frame !== null) resolve(frame)
        else if (refusal !== null) reject(refusal.error)
      })
      if (!asked) reject(new ChatError('unavailable', 'there is no connection'))
    })
  }

  /** A frame of n messages raises the rev by n: if it is the next n and just that, nothing was missed in between. */
  private follow(messages: readonly Message[], rev: number): void {
    const next = messages.every((message, i) => message.seq === this.synced.seq + 1 + i)
    if (next && this.timeline.based && rev === this.synced.rev + messages.length) this.synced = { rev, seq: this.synced.seq + messages.length }
  }

  // --- showing

  private show(messages: readonly Message[], live: boolean): void {
    if (messages.length === 0) return
    this.openid = messages[0]?.openid ?? this.openid
    this.deps.outbox.settle(messages.map(message => message.client_id))
    this.deps.delivered(messages, live)
  }

  private render(): void {
    const { timeline, deps } = this
    const pending: readonly Entry[] = deps.outbox.of(deps.role === 'customer' ? '' : this.id)
    const me = deps.me()
    this.state = {
      loaded: timeline.based,
      items: this.items.build({
        role: deps.role, meId: me?.id ?? deps.identity() ?? '', meName: me?.name ?? '', openid: this.openid, timeline, pending, announcements: this.announcements,
      }),
      hasOlder: timeline.based && timeline.firstSeq > 1,
      loadingOlder: this.loadingOlder !== null,
      headSeq: timeline.headSeq,
      unread: this.unread,
      read: timeline.read,
      typing: this.typingIn.who(),
      online: this.online,
      viewers: this.viewers.filter(agent => agent.id !== (me?.id ?? deps.identity())),
      writers: this.writers.who(),
    }
    this.saveSoon()
    for (const listener of [...this.listeners]) {
      try {
        listener()
      } catch {
        this.deps.problem('a listener threw')
      }
    }
  }

  private ownSide(): Side {
    return this.deps.role === 'customer' ? 'customer' : 'desk'
  }

  private where(): { conversation_id?: string } {
    return this.deps.role === 'agent' ? { conversation_id: this.id } : {}
  }
}
