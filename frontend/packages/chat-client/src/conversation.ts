import type { AnnouncementItem, ConversationState, History, Timing } from './api'
import type { Batch } from './batch'
import type { Entry } from './entry'
import type { Cancel, Host } from './host'
import { Older } from './older'
import type { Outbox } from './outbox'
import type { PageCache, SavedPage } from './page-cache'
import { ReadMarks } from './read-marks'
import { promised } from './requests'
import type { Ask } from './requests'
import { EMPTY, ItemBuilder } from './snapshot'
import { Sync } from './sync'
import type { Standing, Whose } from './sync'
import { Timeline } from './timeline'
import { Typing } from './typing'
import type { Activity } from './wire/frames'
import type { AgentRef, Announcement, Me, Message, ReadSeq, Side } from './wire/types'

/** What a conversation needs of the client around it. */
export interface ConversationDeps {
  host: Host
  timing: Timing
  role: 'customer' | 'agent'
  /** Null until somebody has signed in. */
  identity(): string | null
  outbox: Outbox
  batch: Batch
  history: History | undefined
  activity: ((conversationId: string) => Promise<readonly Activity[]>) | undefined
  me(): Me | null
  ask: Ask
  typing(conversationId: string, internal: boolean): void
  /** Messages that can be shown now and could not before. */
  delivered(messages: readonly Message[], fetched: boolean): void
  /** A sync told the count exactly. */
  unread(conversationId: string, unread: number, rev: number): void
  problem(what: string): void
}

/** One followed conversation, shown as a state. The client feeds it with frames; `sync` asks for what is missing. */
export class Conversation implements Whose {
  id: string
  openid = ''
  readonly side: Side
  readonly sync: Sync
  private readonly timeline = new Timeline()
  private readonly older: Older
  private readonly marks: ReadMarks
  private readonly typists: Typing
  private readonly items = new ItemBuilder()
  private announcements: { afterSeq: number, item: AnnouncementItem }[] = []
  private unread = 0
  private online: boolean | null = null
  private viewers: readonly AgentRef[] = []
  private connected = false
  private readonly listeners = new Set<() => void>()
  private readonly tell = () => this.notify()
  private built = EMPTY
  /** What was built is no longer how things are. */
  private stale = true

  /** With a `cache` it begins with the page that was seen last. */
  constructor(id: string, private readonly deps: ConversationDeps, private readonly cache: PageCache | null = null) {
    this.id = id
    this.side = deps.role === 'customer' ? 'customer' : 'desk'
    const changed = () => this.changed()
    this.sync = new Sync(this.timeline, this, deps, { shown: messages => this.show(messages, true), changed, begun: () => this.begun() })
    this.older = new Older(this.timeline, this, deps, () => this.sync.rev, changed)
    this.typists = new Typing(deps.role, deps.host, deps.timing, changed, internal => deps.typing(this.id, internal))
    this.marks = new ReadMarks(deps.host, () => this.timeline.read[this.side], (seq, answer) => deps.ask({ type: 'message.read', ...this.where(), seq }, (_frame, refusal) => {
      if (refusal === null) this.readUpTo({ ...this.timeline.read, [this.side]: seq })
      answer(refusal)
    }))
    this.restore()
  }

  where(): { conversation_id?: string } {
    return this.deps.role === 'agent' ? { conversation_id: this.id } : {}
  }

  // --- what the connection does

  /** Welcomed, or opened on a live connection. `standing` is what the desk said last of this conversation, if it did. */
  connect(standing: Standing | null): void {
    this.connected = true
    this.sync.connect(standing)
    this.marks.connect()
    this.changed()
  }

  disconnect(): void {
    this.connected = false
    this.sync.disconnect()
    this.marks.disconnect()
    this.typists.clear()
    this.cache?.flush()
  }

  /** Stops for good. */
  close(): void {
    this.disconnect()
    this.sync.close()
    this.listeners.clear()
  }

  /** Somebody signed in: their page may be kept here, and what they see as theirs has changed. */
  signedIn(): void {
    if (!this.timeline.based) this.restore()
    this.changed()
  }

  // --- what frames tell

  /** Messages of one frame, told live. `rev` is the conversation's after them, null when the frame said none. */
  receive(messages: readonly Message[], rev: number | null): void {
    this.show(this.timeline.take(messages), false)
    for (const { sender } of messages) this.typists.wrote(sender)
    if (this.timeline.based) this.deps.outbox.settle(messages.filter(message => message.seq <= this.timeline.headSeq))
    if (rev !== null) this.sync.follow(messages, rev)
    this.sync.watchHole()
    this.changed()
  }

  update(message: Message): void {
    if (this.timeline.update(message)) this.changed()
  }

  annotate(entry: Activity): void {
    if (entry.type === 'note' && entry.agent != null) this.typists.wrote({ role: 'agent', ...entry.agent })
    if (!this.timeline.annotate([entry])) return
    if (entry.type === 'note') this.sync.followNote(entry.rev)
    this.changed()
  }

  receipt(side: Side, seq: number, at: string): void {
    if (this.timeline.markRead(side, seq, at)) this.changed()
  }

  readUpTo(read: ReadSeq): void {
    const customer = this.timeline.markRead('customer', read.customer, null)
    if (this.timeline.markRead('desk', read.desk, null) || customer) this.changed()
  }

  setUnread(unread: number): void {
    if (unread === this.unread) return
    this.unread = unread
    this.changed()
  }

  setOnline(online: boolean): void {
    if (online === this.online) return
    this.online = online
    if (!online) this.typists.left()
    this.changed()
  }

  setViewers(viewers: readonly AgentRef[]): void {
    this.viewers = viewers
    this.changed()
  }

  types(who: { role: string, name: string, id?: string | null }): void {
    this.typists.types(who, this.myId())
  }

  announce(announcement: Announcement): void {
    const key = `a:${announcement.id}`
    if (this.announcements.some(known => known.item.key === key)) return
    const afterSeq = this.timeline.headSeq
    this.announcements.push({ afterSeq, item: { type: 'announcement', key, announcement } })
    this.timeline.touch(afterSeq)
    this.changed()
  }

  // --- what people do

  typing(internal: boolean): void {
    if (this.connected) this.typists.key(internal)
  }

  written(): void {
    this.typists.rest()
  }

  markRead(seq: number): void {
    this.marks.want(Math.min(seq, this.timeline.headSeq))
  }

  async recall(messageId: string): Promise<void> {
    await promised(this.deps.ask, { type: 'message.recall', message_id: messageId })
  }

  loadOlder(limit: number): Promise<void> {
    return this.older.load(limit)
  }

  // --- what is kept beside the messages

  private restore(): void {
    const saved = this.cache?.load() ?? null
    if (saved === null) return
    this.id = saved.conversationId
    this.timeline.begin((saved.messages[0] as Message).seq - 1)
    this.timeline.take(saved.messages)
    this.sync.restored(saved.rev)
  }

  private page(): SavedPage {
    return { conversationId: this.id, rev: this.sync.rev, messages: this.timeline.messages.slice(-this.deps.timing.pageSize) }
  }

  /** What of ours was stored before the page that the stretch begins with is a part of the history. */
  private begun(): void {
    const stored = this.waiting().flatMap(({ message }) => message ?? [])
    this.deps.outbox.settle(stored.filter(message => message.seq <= this.timeline.headSeq))
    this.loadActivity()
  }

  /** What was written here and stands in no page yet. */
  private waiting(): readonly Entry[] {
    return this.deps.outbox.of(this.deps.role === 'customer' ? '' : this.id)
  }

  private loadActivity(): void {
    this.deps.activity?.(this.id).then((entries) => {
      if (this.timeline.annotate(entries)) this.changed()
    }, () => this.deps.problem('the activity could not be loaded'))
  }

  // --- showing

  get state(): ConversationState {
    if (this.stale) {
      this.stale = false
      this.built = this.build()
    }
    return this.built
  }

  subscribe(listener: () => void): Cancel {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Something that the state shows is another. It is built when somebody looks. */
  changed(): void {
    this.stale = true
    if (this.timeline.messages.length > 0 && !this.sync.cached) this.cache?.saveSoon(() => this.page())
    if (this.listeners.size > 0) this.deps.batch.tell(this.tell)
  }

  private show(messages: readonly Message[], fetched: boolean): void {
    if (messages.length === 0) return
    this.openid = messages[0]?.openid ?? this.openid
    this.deps.outbox.settle(messages)
    this.deps.delivered(messages, fetched)
  }

  private build(): ConversationState {
    const { timeline, deps } = this
    const meId = this.myId() ?? ''
    return {
      loaded: timeline.based,
      items: this.items.build({
        role: deps.role, meId, meName: deps.me()?.name ?? '', openid: this.openid, timeline,
        pending: this.waiting(), announcements: this.announcements,
      }),
      hasOlder: timeline.based && timeline.firstSeq > 1,
      loadingOlder: this.older.loading,
      headSeq: timeline.headSeq,
      unread: this.unread,
      read: timeline.read,
      online: this.online,
      viewers: this.viewers.filter(agent => agent.id !== meId),
      ...this.typists.state,
    }
  }

  private notify(): void {
    for (const listener of [...this.listeners]) {
      try {
        listener()
      } catch {
        this.deps.problem('a listener threw')
      }
    }
  }

  private myId(): string | null {
    return this.deps.me()?.id ?? this.deps.identity()
  }
}
