import type { Availability, ChatClient, ChatClientOptions, ClientEvents, ConnectionState, ConversationStore, ConversationView, Timing } from './api'
import { Batch } from './batch'
import { Connection } from './connection'
import type { Conversation, ConversationDeps } from './conversation'
import { Emitter } from './emitter'
import type { Cancel } from './host'
import { News } from './news'
import { Outbox } from './outbox'
import { Requests } from './requests'
import { TIMING } from './timing'
import type { MessageMarks, PongFrame, PresenceFrame, ServerFrame, UnreadFrame, WelcomeFrame } from './wire/frames'
import type { Limits, Me, Message } from './wire/types'

/** Until the desk tells its own. */
const LIMITS: Limits = { max_frame_bytes: 65_536, max_text_chars: 4_000, frames_per_second: 10, max_upload_bytes: 10 * 1024 * 1024, upload_types: [] }

/**
 * The wiring that both sides share: which frame goes where. What a frame does there is the business of the other files;
 * what only one side has is in agent.ts and customer.ts.
 */
export abstract class Client implements ChatClient {
  readonly role: 'customer' | 'agent'
  me: Me | null = null
  identity: string | null
  limits = LIMITS
  clockOffset = 0
  unreadTotal = 0
  abstract readonly own: ConversationView
  abstract readonly availability: Availability
  abstract readonly conversations: ConversationStore
  abstract readonly agentStatus: ReadonlyMap<string, string>

  protected readonly events: Emitter<ClientEvents>
  protected readonly line: Connection
  protected readonly outbox: Outbox
  protected readonly deps: ConversationDeps
  protected readonly timing: Timing
  protected readonly news: News
  /** It was welcomed before. */
  protected welcomed = false
  /** When this connection was welcomed, ms on the desk's clock. */
  protected welcomedAt = 0
  private readonly batch = new Batch()
  private readonly requests: Requests

  constructor(protected readonly options: ChatClientOptions) {
    const { host, role, identity, auth, url, upload, history, expected = '' } = options
    const timing = this.timing = { ...TIMING, ...options.timing }
    this.role = role
    this.identity = identity
    this.events = new Emitter(() => this.problem('a listener threw'))
    this.line = new Connection(host, url, auth, timing, {
      state: state => this.stateChanged(state),
      welcome: frame => this.batch.run(() => this.welcome(frame)),
      frame: frame => this.batch.run(() => this.receive(frame)),
      lost: ({ poison }) => this.batch.run(() => this.lost(poison)),
      problem: what => this.problem(what),
    })
    this.requests = new Requests(host, timing, frame => this.line.send(frame))
    const { ask } = this.requests
    this.outbox = new Outbox(host, timing, () => this.limits.max_frame_bytes, { role, identity, expected }, upload, ask, {
      changed: conversationId => this.find(conversationId)?.changed(),
      sent: (message, rev) => this.sent(message, rev),
      noted: note => this.find(note.conversation_id)?.annotate({ ...note, type: 'note' }),
      failed: ({ clientId, conversationId }, failure) => this.events.emit('failed', { conversationId, clientId, failure }),
    })
    this.news = new News((message, live) => this.tell(message, live), (message, fetched) => this.wasThere(message, fetched))
    this.deps = {
      host, timing, role, ask, history,
      outbox: this.outbox,
      batch: this.batch,
      activity: role === 'agent' ? options.activity : undefined,
      me: () => this.me,
      identity: () => this.identity,
      typing: (id, internal) => void this.line.send(role === 'agent' ? { type: 'typing', conversation_id: id, ...(internal ? { internal } : {}) } : { type: 'typing' }),
      delivered: (messages, fetched) => this.news.take(messages, fetched),
      unread: (id, unread, rev) => this.countUnread(id, unread, rev, null),
      problem: what => this.problem(what),
    }
  }

  get connection(): ConnectionState {
    return this.line.state
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

  abstract setPage(url: string, title: string): void
  abstract open(conversationId: string): ConversationView
  abstract setViewing(conversationId: string | null): void

  // --- what each side does in its own way

  /** The conversation, if it is followed. */
  protected abstract find(conversationId: string): Conversation | undefined
  protected abstract followed(): Iterable<Conversation>
  /** Welcomed as who we are. */
  protected abstract enter(frame: WelcomeFrame): void
  protected abstract messages(messages: readonly Message[], marks: MessageMarks): void
  /** Takes a count, unless a higher rev told another. `total` is null where none was told. */
  protected abstract countUnread(id: string, unread: number, rev: number, total: number | null): void
  protected abstract unread(frame: UnreadFrame): void
  protected abstract presence(frame: PresenceFrame): void
  protected abstract pong(frame: PongFrame): void
  /** An own message that is committed. */
  protected abstract sent(message: Message, rev: number | null): void
  /** A frame that only one side gets. */
  protected abstract other(frame: ServerFrame): void

  /** It is from before this connection. */
  protected wasThere(message: Message, fetched: boolean): boolean {
    return fetched && Date.parse(message.created_at) < this.welcomedAt
  }

  protected tell(message: Message, live: boolean): void {
    this.events.emit('message', { message, live })
  }

  protected lost(poison: boolean): void {
    this.requests.lose()
    this.outbox.suspend(poison)
    for (const conversation of this.followed()) conversation.disconnect()
  }

  protected resync(): void {
    for (const conversation of this.followed()) conversation.sync.sync()
  }

  protected problem(what: string): void {
    this.events.emit('problem', { what })
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
    this.welcomedAt = Date.parse(frame.server_time)
    this.setClock(frame.server_time)
    this.enter(frame)
    this.outbox.resume()
  }

  private signedIn(identity: string): void {
    this.identity = identity
    this.outbox.signedIn(identity)
    for (const conversation of this.followed()) conversation.signedIn()
  }

  private setClock(serverTime: string): void {
    this.clockOffset = Date.parse(serverTime) - this.options.host.now()
  }

  private stateChanged(state: ConnectionState): void {
    this.events.emit('connection', state)
    if (state.name !== 'open' || this.line.state !== state) return
    const first = !this.welcomed
    this.welcomed = true
    this.events.emit('ready', { first })
  }

  private receive(frame: ServerFrame): void {
    if (this.requests.take(frame)) return
    switch (frame.type) {
      case 'message':
        return this.messages([frame.message], frame)
      case 'messages':
        return this.messages(frame.messages, frame)
      case 'receipt':
        return this.find(frame.conversation_id)?.receipt(frame.reader, frame.seq, frame.read_at)
      case 'unread':
        return this.unread(frame)
      case 'presence':
        return this.presence(frame)
      case 'resync':
        return this.resync()
      case 'pong':
        this.setClock(frame.server_time)
        return this.pong(frame)
      case 'error':
        return this.complaint(frame.code, frame.retry_after_ms ?? null)
      case 'message.updated':
        this.find(frame.message.conversation_id)?.update(frame.message)
        break
      case 'typing':
        this.find(frame.conversation_id)?.types(frame.who)
        break
      case 'announcement':
        this.events.emit('announcement', { id: frame.id, text: frame.text, created_at: frame.created_at })
    }
    this.other(frame)
  }

  /** An error that answers no request of ours. */
  private complaint(code: string, retryAfter: number | null): void {
    if (code === 'rate_limited') this.outbox.slowDown(retryAfter ?? 1_000)
    else this.problem(`the desk complained: ${code}`)
  }
}
