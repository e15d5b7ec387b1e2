import type { ChatClient, ChatClientOptions, ClientEvents, ConnectionState, ConversationView } from './api'
import { Batch } from './batch'
import { Connection } from './connection'
import { Conversation } from './conversation'
import type { ConversationDeps } from './conversation'
import { Changes } from './changes'
import { Conversations } from './conversations'
import { Emitter } from './emitter'
import type { Cancel } from './host'
import { Outbox } from './outbox'
import { PageCache } from './page-cache'
import { Requests } from './requests'
import type { Standing } from './sync'
import { TIMING } from './timing'
import { View } from './view'
import type { MessageMarks, PageFrame, PongFrame, PresenceFrame, ServerFrame, UnreadFrame, WelcomeFrame } from './wire/frames'
import type { Conversation as Summary, Limits, Me, Message } from './wire/types'

/** Until the desk tells its own. */
const LIMITS: Limits = { max_frame_bytes: 65_536, max_text_chars: 4_000, frames_per_second: 10, max_upload_bytes: 10 * 1024 * 1024, upload_types: [] }

/** Makes a client. It does nothing until `connect()`. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  return new Client(options)
}

/** The wiring: which frame goes where. What a frame does there is the business of the other files. */
class Client implements ChatClient {
  readonly role: 'customer' | 'agent'
  me: Me | null = null
  identity: string | null
  limits = LIMITS
  clockOffset = 0
  availability: ChatClient['availability'] = { available: null, opensAt: null }
  unreadTotal = 0
  readonly conversations: Conversations
  readonly agentStatus = new Map<string, string>()

  private readonly events: Emitter<ClientEvents>
  private readonly batch = new Batch()
  private readonly line: Connection
  private readonly requests: Requests
  private readonly outbox: Outbox
  private readonly followed = new Map<string, { conversation: Conversation, views: number }>()
  private readonly deps: ConversationDeps
  private readonly pageSize: number
  private ownView: ConversationView | null = null
  private welcomed = false
  private readonly changes: Changes
  private viewing: string | null = null
  private page: PageFrame | null = null
  private customerUnread = { unread: 0, rev: -1 }
  /** The highest seq of each conversation that `message` told. */
  private readonly told = new Map<string, number>()

  constructor(private readonly options: ChatClientOptions) {
    const { host, role, identity } = options
    this.identity = identity
    const timing = { ...TIMING, ...options.timing }
    this.role = role
    this.events = new Emitter(() => this.problem('a listener threw'))
    this.line = new Connection(host, options.url, options.auth, timing, {
      state: state => this.stateChanged(state),
      welcome: frame => this.batch.run(() => this.welcome(frame)),
      frame: frame => this.batch.run(() => this.receive(frame)),
      lost: ({ poison }) => this.batch.run(() => this.lost(poison)),
      problem: what => this.problem(what),
    })
    this.requests = new Requests(host, timing, frame => this.line.send(frame))
    this.outbox = new Outbox(host, timing, () => this.limits.max_frame_bytes, { role, identity, expected: options.expected ?? '' }, options.upload, this.requests.ask, {
        changed: conversationId => this.followedBy(conversationId)?.changed(),
        sent: message => this.sent(message),
        noted: note => this.followedBy(note.conversation_id)?.annotate({ ...note, type: 'note' }),
        failed: ({ clientId, conversationId }, failure) => this.events.emit('failed', { conversationId, clientId, failure }),
      })
    this.conversations = new Conversations(ids => this.events.emit('conversations', { ids }))
    this.deps = {
      host, timing, role, outbox: this.outbox, batch: this.batch, history: options.history, activity: role === 'agent' ? options.activity : undefined,
      me: () => this.me,
      identity: () => this.identity,
      ask: this.requests.ask,
      typing: (id, internal) => void this.line.send(role === 'agent' ? { type: 'typing', conversation_id: id, ...(internal ? { internal } : {}) } : { type: 'typing' }),
      delivered: (messages, live) => this.tell(messages, live),
      unread: (id, unread, rev) => this.countUnread(id, unread, rev, null),
      problem: what => this.problem(what),
    }
    this.changes = new Changes(host, timing, this.requests.ask, summaries => this.summaries(summaries))
    this.pageSize = timing.pageSize
    if (role === 'customer') {
      const cache = options.cache === true ? new PageCache(host, () => (this.identity === null ? null : `kefu.page.${this.identity}`)) : null
      const conversation = new Conversation('', this.deps, cache)
      this.followed.set('', { conversation, views: 1 })
      this.ownView = new View(conversation, this.outbox, '', timing.pageSize, () => {})
    }
  }

  get connection(): ConnectionState {
    return this.line.state
  }

  get own(): ConversationView {
    if (this.ownView === null) throw new Error('an agent has no conversation of its own')
    return this.ownView
  }

  connect(): void {
    this.line.start()
  }

  close(): void {
    this.line.stop()
  }

  on<K extends keyof ClientEvents>(type: K, listener: (event: ClientEvents[K]) => void): Cancel {
    return this.events.on(type, listener)
  }

  open(conversationId: string): ConversationView {
    if (this.role === 'customer') throw new Error('a customer has one conversation: own')
    let entry = this.followed.get(conversationId)
    if (entry === undefined) {
      entry = { conversation: new Conversation(conversationId, this.deps), views: 0 }
      this.followed.set(conversationId, entry)
      this.brief(entry.conversation)
      const standing = this.standing(conversationId)
      if (standing !== null) this.known(conversationId, standing.lastSeq)
      if (this.line.state.name === 'open') entry.conversation.connect(standing)
    }
    entry.views++
    return new View(entry.conversation, this.outbox, conversationId, this.pageSize, () => this.unfollow(conversationId))
  }

  setViewing(conversationId: string | null): void {
    if (this.role === 'customer' || conversationId === this.viewing) return
    this.viewing = conversationId
    this.line.send(conversationId === null ? { type: 'viewing' } : { type: 'viewing', conversation_id: conversationId })
  }

  setPage(url: string, title: string): void {
    this.page = { type: 'page', url, title }
    this.line.send(this.page)
  }

  // --- the connection

  private welcome(frame: WelcomeFrame): void {
    if (this.identity !== null && frame.me.id !== this.identity) {
      this.problem('welcomed as somebody else')
      return this.line.signOut()
    }
    this.me = frame.me
    if (this.identity === null) this.signedIn(frame.me.id)
    this.limits = frame.limits
    this.clockOffset = Date.parse(frame.server_time) - this.options.host.now()
    this.agentStatus.clear()
    const own = this.followed.get('')?.conversation
    if (own !== undefined && frame.conversation != null) {
      const { id, last_seq: lastSeq, rev, unread, read_seq: read } = frame.conversation
      own.id = id
      this.countUnread(id, unread, rev, null)
      if (read != null) own.readUpTo(read)
      this.known(id, lastSeq)
      own.connect({ lastSeq, rev })
      if (this.page !== null) this.line.send(this.page)
    } else {
      this.unreadTotal = frame.unread_total ?? this.unreadTotal
      for (const [id, { conversation }] of this.followed) conversation.connect(this.welcomed ? null : this.standing(id))
      this.changes.connect(frame.cursor ?? null)
      if (this.viewing !== null) this.line.send({ type: 'viewing', conversation_id: this.viewing })
    }
    this.outbox.resume()
  }

  private signedIn(identity: string): void {
    this.identity = identity
    this.outbox.signedIn(identity)
    for (const { conversation } of this.followed.values()) conversation.signedIn()
  }

  private stateChanged(state: ConnectionState): void {
    this.events.emit('connection', state)
    if (state.name !== 'open' || this.line.state !== state) return
    const first = !this.welcomed
    this.welcomed = true
    this.events.emit('ready', { first })
  }

  private lost(poison: boolean): void {
    this.requests.lose()
    this.outbox.suspend(poison)
    this.changes.stop()
    for (const { conversation } of this.followed.values()) conversation.disconnect()
  }

  private receive(frame: ServerFrame): void {
    if (this.requests.take(frame)) return
    switch (frame.type) {
      case 'message':
        return this.messages([frame.message], frame)
      case 'messages':
        return this.messages(frame.messages, frame)
      case 'message.updated':
        this.conversations.updated(frame.message)
        return this.followedBy(frame.message.conversation_id)?.update(frame.message)
      case 'note':
        this.followedBy(frame.note.conversation_id)?.annotate({ ...frame.note, type: 'note' })
        return this.events.emit('note', { note: frame.note })
      case 'event':
        return this.followedBy(frame.event.conversation_id)?.annotate({ ...frame.event, type: 'event' })
      case 'receipt':
        return this.followedBy(frame.conversation_id)?.receipt(frame.reader, frame.seq, frame.read_at)
      case 'typing':
        this.followedBy(frame.conversation_id)?.types(frame.who)
        if (this.role === 'agent' && frame.who.role === 'customer') this.events.emit('typing', { conversationId: frame.conversation_id })
        return
      case 'unread':
        return this.unreadFrame(frame)
      case 'conversation':
        return this.summaries([frame.conversation])
      case 'presence':
        return this.presence(frame)
      case 'resync':
        return this.resync()
      case 'announcement':
        this.followed.get('')?.conversation.announce({ id: frame.id, text: frame.text, created_at: frame.created_at })
        return this.events.emit('announcement', { id: frame.id, text: frame.text, created_at: frame.created_at })
      case 'viewing':
        return this.followedBy(frame.conversation_id)?.setViewers(frame.agents)
      case 'pong':
        return this.pong(frame)
      case 'error':
        return this.complaint(frame.code, frame.retry_after_ms ?? null)
    }
  }

  // --- frames

  private messages(messages: readonly Message[], marks: MessageMarks): void {
    const byConversation = new Map<string, Message[]>()
    const asked = this.askedAnew(messages)
    for (const message of messages) {
      const list = byConversation.get(message.conversation_id)
      if (list === undefined) byConversation.set(message.conversation_id, [message])
      else list.push(message)
    }
    for (const [id, list] of byConversation) {
      const mark = this.role === 'customer' ? marks.rev : marks.conversations?.find(m => m.id === id)?.rev
      const conversation = this.followedBy(id)
      if (conversation === undefined) {
        this.outbox.settle(list)
        this.tell(list, true)
      } else {
        conversation.receive(list, mark ?? null)
      }
    }
    if (this.role === 'customer') {
      if (marks.unread != null && marks.rev != null) this.countUnread(this.own.id, marks.unread, marks.rev, null)
      return
    }
    const before = new Map((marks.conversations ?? []).map(({ id }) => [id, this.conversations.get(id)?.unread]))
    const unknown = this.conversations.messages(messages, marks.conversations ?? [])
    for (const mark of marks.conversations ?? []) {
      const { id } = mark
      const now = this.conversations.get(id) ?? mark
      this.followedBy(id)?.setUnread(now.unread)
      // No list has brought a conversation that is not known, but the total counts it.
      const was = before.get(id) ?? now.unread - (asked.get(id) ?? 0)
      if (was === now.unread) continue
      // The total comes with the next `unread` frame; until then this is near.
      this.unreadTotal = Math.max(0, this.unreadTotal + now.unread - was)
      this.events.emit('unread', { conversationId: id, unread: now.unread, total: this.unreadTotal })
    }
    if (unknown.length > 0) this.changes.gather()
  }

  private unreadFrame(frame: UnreadFrame): void {
    const id = this.role === 'customer' ? this.own.id : frame.conversation_id
    if (id != null) this.countUnread(id, frame.unread, frame.rev, frame.unread_total ?? null)
  }

  /** Takes a count unless a higher rev told another. */
  private countUnread(id: string, unread: number, rev: number, total: number | null): void {
    if (total !== null) this.unreadTotal = total
    if (this.role === 'customer') {
      if (rev < this.customerUnread.rev) return
      this.customerUnread = { unread, rev }
      this.unreadTotal = unread
    } else {
      const held = this.conversations.get(id)
      if (held !== undefined && held.rev > rev) return
      this.conversations.unread(id, unread, rev)
    }
    this.followedBy(id)?.setUnread(unread)
    this.events.emit('unread', { conversationId: id, unread, total: this.unreadTotal })
  }

  /** Summaries from the desk: a frame, or the answer to `changes`. */
  private summaries(summaries: readonly Summary[]): void {
    this.conversations.put(summaries)
    for (const { id } of summaries) {
      const conversation = this.followedBy(id)
      if (conversation === undefined) continue
      this.brief(conversation)
      const standing = this.standing(id)
      if (standing !== null && this.line.state.name === 'open') conversation.sync.compareSoon(standing)
    }
  }

  private presence(frame: PresenceFrame): void {
    if (frame.available != null) {
      this.availability = { available: frame.available, opensAt: frame.opens_at ?? null }
      this.events.emit('presence', { availability: this.availability })
    }
    if (frame.agent != null && frame.status != null) {
      const agent = typeof frame.agent === 'string' ? frame.agent : frame.agent.id
      this.agentStatus.set(agent, frame.status)
      this.events.emit('presence', { agent, status: frame.status })
    }
    if (frame.conversation_id != null && frame.online != null) {
      this.conversations.online(frame.conversation_id, frame.online)
      this.followedBy(frame.conversation_id)?.setOnline(frame.online)
      this.events.emit('presence', { conversationId: frame.conversation_id, online: frame.online })
    }
  }

  private pong(frame: PongFrame): void {
    this.clockOffset = Date.parse(frame.server_time) - this.options.host.now()
    if (frame.cursor != null) this.changes.advance(frame.cursor)
    if (frame.unread_total != null && frame.unread_total !== this.unreadTotal) {
      this.unreadTotal = frame.unread_total
      this.events.emit('total', { total: this.unreadTotal })
    }
    if (frame.last_seq != null && frame.rev != null) this.followed.get('')?.conversation.sync.compare({ lastSeq: frame.last_seq, rev: frame.rev })
  }

  private resync(): void {
    for (const { conversation } of this.followed.values()) conversation.sync.sync()
    if (this.role === 'agent') this.changes.catchUp()
  }

  /** An error that answers no request of ours. */
  private complaint(code: string, retryAfter: number | null): void {
    if (code === 'rate_limited') this.outbox.slowDown(retryAfter ?? 1_000)
    else this.problem(`the desk complained: ${code}`)
  }

  // --- conversations

  private unfollow(conversationId: string): void {
    const entry = this.followed.get(conversationId)
    if (entry === undefined || --entry.views > 0) return
    this.followed.delete(conversationId)
    entry.conversation.close()
    this.outbox.forgetAcked(conversationId)
  }

  /** What the list knows, the view shows as well. */
  private brief(conversation: Conversation): void {
    const summary = this.conversations.get(conversation.id)
    if (summary === undefined) return
    conversation.openid = summary.customer.openid
    conversation.setUnread(summary.unread)
    if (summary.customer.online !== undefined) conversation.setOnline(summary.customer.online)
  }

  private standing(conversationId: string): Standing | null {
    const summary = this.conversations.get(conversationId)
    return summary === undefined ? null : { lastSeq: summary.last_seq, rev: summary.rev }
  }

  private tell(messages: readonly Message[], live: boolean): void {
    for (const message of messages) {
      const known = this.told.get(message.conversation_id)
      if (known !== undefined && message.seq <= known) continue
      this.told.set(message.conversation_id, message.seq)
      // The page that a view begins with is no news.
      if (live || known !== undefined) this.events.emit('message', { message, live })
    }
  }

  /** How many of a customer's messages are told for the first time, by conversation. To be asked before `tell`. */
  private askedAnew(messages: readonly Message[]): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { conversation_id: id, sender, seq } of messages) {
      if (sender.role === 'customer' && seq > (this.told.get(id) ?? 0)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }

  /** What was there when a conversation came up is no news; what comes after it is. */
  private known(conversationId: string, seq: number): void {
    if (!this.told.has(conversationId)) this.told.set(conversationId, seq)
  }

  /** A message by the ack, or by any other way, counts the same. */
  private sent(message: Message): void {
    this.conversations.messages([message], [])
    const conversation = this.followedBy(message.conversation_id)
    if (conversation !== undefined) return conversation.receive([message], null)
    this.outbox.forgetAcked(message.conversation_id)
  }

  private followedBy(conversationId: string): Conversation | undefined {
    return this.followed.get(this.role === 'customer' ? '' : conversationId)?.conversation
  }

  private problem(what: string): void {
    this.events.emit('problem', { what })
  }
}
