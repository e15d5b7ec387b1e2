import type { ChatClient, ChatClientOptions, ConversationStore, ConversationView } from './api'
import { Client } from './client'
import { Conversation } from './conversation'
import { PageCache } from './page-cache'
import { View } from './view'
import type { MessageMarks, PageFrame, PongFrame, PresenceFrame, ServerFrame, UnreadFrame, WelcomeFrame } from './wire/frames'
import type { Message } from './wire/types'

/** Makes a customer's client. It does nothing until `connect()`. What only agents need does not come along with it. */
export function createCustomerClient(options: Omit<ChatClientOptions, 'role' | 'activity'>): ChatClient {
  return new CustomerClient({ ...options, role: 'customer' })
}

/** A customer has one conversation, and is told whether somebody is there. */
class CustomerClient extends Client {
  availability: ChatClient['availability'] = { available: null, opensAt: null }
  readonly conversations: ConversationStore = { get: () => undefined, all: () => [], put() {} }
  readonly agentStatus: ReadonlyMap<string, string> = new Map()
  readonly own: ConversationView
  private readonly conversation: Conversation
  private page: PageFrame | null = null
  private counted = { unread: 0, rev: -1 }

  constructor(options: ChatClientOptions) {
    super(options)
    const cache = options.cache === true ? new PageCache(options.host, () => (this.identity === null ? null : `kefu.page.${this.identity}`)) : null
    this.conversation = new Conversation('', this.deps, cache)
    this.own = new View(this.conversation, this.outbox, '', this.timing.pageSize, () => {})
  }

  setPage(url: string, title: string): void {
    this.page = { type: 'page', url, title }
    this.line.send(this.page)
  }

  open(): ConversationView {
    throw new Error('a customer has one conversation: own')
  }

  setViewing(): void {}

  protected find(): Conversation {
    return this.conversation
  }

  protected followed(): Iterable<Conversation> {
    return [this.conversation]
  }

  protected enter({ conversation }: WelcomeFrame): void {
    if (conversation == null) return
    const { id, last_seq: lastSeq, rev, unread, read_seq: read } = conversation
    this.conversation.id = id
    this.countUnread(id, unread, rev)
    if (read != null) this.conversation.readUpTo(read)
    this.news.known(id, lastSeq)
    this.conversation.connect({ lastSeq, rev })
    if (this.page !== null) this.line.send(this.page)
  }

  protected messages(messages: readonly Message[], { unread, rev }: MessageMarks): void {
    this.conversation.receive(messages, rev ?? null)
    if (unread != null && rev != null) this.countUnread(this.conversation.id, unread, rev)
  }

  protected countUnread(id: string, unread: number, rev: number): void {
    if (rev < this.counted.rev) return
    this.counted = { unread, rev }
    this.unreadTotal = unread
    this.conversation.setUnread(unread)
    this.events.emit('unread', { conversationId: id, unread, total: unread })
  }

  protected unread({ unread, rev }: UnreadFrame): void {
    this.countUnread(this.conversation.id, unread, rev)
  }

  protected presence({ available, opens_at: opensAt }: PresenceFrame): void {
    if (available == null) return
    this.availability = { available, opensAt: opensAt ?? null }
    this.events.emit('presence', { availability: this.availability })
  }

  protected pong({ last_seq: lastSeq, rev }: PongFrame): void {
    if (lastSeq != null && rev != null) this.conversation.sync.compare({ lastSeq, rev })
  }

  protected sent(message: Message, rev: number | null): void {
    this.conversation.receive([message], rev)
  }

  protected other(frame: ServerFrame): void {
    if (frame.type === 'announcement') this.conversation.announce({ id: frame.id, text: frame.text, created_at: frame.created_at })
  }
}
