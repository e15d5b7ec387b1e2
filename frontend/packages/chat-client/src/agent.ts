import type { Availability, ChatClient, ChatClientOptions, ConversationView } from './api'
import { Attendance } from './attendance'
import { Changes } from './changes'
import { Client } from './client'
import { Conversation } from './conversation'
import { Conversations } from './conversations'
import type { Standing } from './sync'
import { View } from './view'
import type { MessageMarks, PongFrame, PresenceFrame, ServerFrame, UnreadFrame, WelcomeFrame } from './wire/frames'
import type { Conversation as Summary, Message, VisitorPage } from './wire/types'

/** Makes an agent's client. It does nothing until `connect()`. */
export function createAgentClient(options: Omit<ChatClientOptions, 'role' | 'cache'>): ChatClient {
  return new AgentClient({ ...options, role: 'agent' })
}

/** An agent has the list of all conversations, and follows those that are open. */
class AgentClient extends Client {
  readonly availability: Availability = { available: null, opensAt: null }
  readonly agentStatus = new Map<string, string>()
  readonly conversations: Conversations = new Conversations(ids => this.listed(ids), id => this.attendance.knows(id))
  private readonly attendance = new Attendance(this.options.host, this.timing, this.deps.ask, (ids, online) => this.attended(ids, online))
  private readonly changes = new Changes(this.options.host, this.timing, this.deps.ask, summaries => this.summaries(summaries))
  private readonly opened = new Map<string, { conversation: Conversation, views: number }>()
  private viewing: string | null = null
  /** Of whom the last connection told, and this one has not yet: agents who are there, conversations that are open somewhere. */
  private unseen = { agents: new Set<string>(), viewed: new Set<string>() }
  /** Messages that came in live and are to be told with their conversation, when it is known. */
  private arrived: Message[] = []

  get own(): ConversationView {
    throw new Error('an agent has no conversation of its own')
  }

  setPage(): void {}

  open(conversationId: string): ConversationView {
    let entry = this.opened.get(conversationId)
    if (entry === undefined) {
      entry = { conversation: new Conversation(conversationId, this.deps), views: 0 }
      this.opened.set(conversationId, entry)
      this.brief(entry.conversation)
      const standing = this.standing(conversationId)
      if (standing !== null) this.news.known(conversationId, standing.lastSeq)
      if (this.line.state.name === 'open') entry.conversation.connect(standing)
    }
    entry.views++
    return new View(entry.conversation, this.outbox, conversationId, this.timing.pageSize, () => this.unfollow(conversationId))
  }

  setViewing(conversationId: string | null): void {
    if (conversationId === this.viewing) return
    this.viewing = conversationId
    this.line.send(conversationId === null ? { type: 'viewing' } : { type: 'viewing', conversation_id: conversationId })
  }

  // --- the connection

  protected enter(frame: WelcomeFrame): void {
    this.unseen = { agents: new Set(this.agentStatus.keys()), viewed: new Set(this.opened.keys()) }
    this.unreadTotal = frame.unread_total ?? this.unreadTotal
    for (const [id, { conversation }] of this.opened) conversation.connect(this.welcomed ? null : this.standing(id))
    this.changes.connect(frame.cursor ?? null)
    this.attend()
    if (this.viewing !== null) this.line.send({ type: 'viewing', conversation_id: this.viewing })
  }

  protected override lost(poison: boolean): void {
    super.lost(poison)
    this.changes.stop()
    this.attendance.stop()
    this.arrived = []
  }

  protected override resync(): void {
    super.resync()
    this.changes.catchUp()
    this.attend()
  }

  /** Who came and went while nobody told us? First of those whom somebody looks at. */
  private attend(): void {
    this.attendance.connect([...this.opened.keys(), ...this.conversations.all().map(({ id }) => id)])
  }

  private attended(ids: readonly string[], online: ReadonlyMap<string, VisitorPage | null>): void {
    for (const id of this.conversations.present(ids, online)) this.events.emit('presence', { conversationId: id, online: online.has(id) })
    for (const id of ids) this.find(id)?.setOnline(online.has(id))
    const { agents, viewed } = this.unseen
    this.unseen = { agents: new Set(), viewed: new Set() }
    for (const id of agents) this.agentIs(id, 'offline')
    for (const id of viewed) this.find(id)?.setViewers([])
  }

  private agentIs(id: string, status: string): void {
    this.unseen.agents.delete(id)
    this.agentStatus.set(id, status)
    this.events.emit('presence', { agent: id, status })
  }

  // --- frames

  protected messages(messages: readonly Message[], { conversations }: MessageMarks): void {
    const marks = new Map((conversations ?? []).map(mark => [mark.id, mark]))
    const asked = this.askedAnew(messages)
    for (const [id, list] of byConversation(messages)) {
      const conversation = this.find(id)
      if (conversation === undefined) {
        this.outbox.settle(list)
        this.news.take(list, false)
      } else {
        conversation.receive(list, marks.get(id)?.rev ?? null)
      }
    }
    const before = new Map([...marks.keys()].map(id => [id, this.conversations.get(id)?.unread]))
    const unknown = this.conversations.messages(messages, [...marks.values()])
    for (const [id, mark] of marks) {
      const now = this.conversations.get(id) ?? mark
      this.find(id)?.setUnread(now.unread)
      // No list has brought a conversation that is not known, but the total counts it.
      const was = before.get(id) ?? now.unread - (asked.get(id) ?? 0)
      if (was === now.unread) continue
      // The total comes with the next `unread` frame; until then this is near.
      this.unreadTotal = Math.max(0, this.unreadTotal + now.unread - was)
      this.events.emit('unread', { conversationId: id, unread: now.unread, total: this.unreadTotal })
    }
    this.tellArrived()
    if (unknown.length > 0) this.changes.gather()
  }

  protected unread({ conversation_id: id, unread, rev, unread_total: total }: UnreadFrame): void {
    if (id != null) this.countUnread(id, unread, rev, total ?? null)
  }

  protected countUnread(id: string, unread: number, rev: number, total: number | null): void {
    if (total !== null) this.unreadTotal = total
    const held = this.conversations.get(id)
    if (held !== undefined && held.rev > rev) return
    this.conversations.unread(id, unread, rev)
    this.find(id)?.setUnread(unread)
    this.events.emit('unread', { conversationId: id, unread, total: this.unreadTotal })
  }

  protected presence({ agent, status, conversation_id: id, online, page }: PresenceFrame): void {
    if (agent != null && status != null) this.agentIs(typeof agent === 'string' ? agent : agent.id, status)
    if (id != null && online != null) {
      this.conversations.online(id, online, page)
      this.find(id)?.setOnline(online)
      this.events.emit('presence', { conversationId: id, online })
    }
  }

  protected pong({ cursor, unread_total: total }: PongFrame): void {
    if (cursor != null) this.changes.advance(cursor)
    if (total == null || total === this.unreadTotal) return
    this.unreadTotal = total
    this.events.emit('total', { total })
  }

  protected other(frame: ServerFrame): void {
    switch (frame.type) {
      case 'message.updated':
        return this.conversations.updated(frame.message)
      case 'note':
        this.find(frame.note.conversation_id)?.annotate({ ...frame.note, type: 'note' })
        return this.events.emit('note', { note: frame.note })
      case 'event':
        return this.find(frame.event.conversation_id)?.annotate({ ...frame.event, type: 'event' })
      case 'conversation':
        return this.summaries([frame.conversation])
      case 'viewing':
        this.unseen.viewed.delete(frame.conversation_id)
        return this.find(frame.conversation_id)?.setViewers(frame.agents)
      case 'typing':
        if (frame.who.role === 'customer') this.events.emit('typing', { conversationId: frame.conversation_id })
    }
  }

  // --- the list

  private listed(ids: readonly string[]): void {
    this.events.emit('conversations', { ids })
    if (this.arrived.length > 0) this.tellArrived()
  }

  /** Summaries from the desk: a frame, or the answer to `changes`. */
  private summaries(summaries: readonly Summary[]): void {
    this.conversations.put(summaries)
    for (const { id } of summaries) {
      const conversation = this.find(id)
      if (conversation === undefined) continue
      this.brief(conversation)
      const standing = this.standing(id)
      if (standing !== null && this.line.state.name === 'open') conversation.sync.compareSoon(standing)
    }
  }

  // --- conversations

  protected find(conversationId: string): Conversation | undefined {
    return this.opened.get(conversationId)?.conversation
  }

  protected followed(): Iterable<Conversation> {
    return [...this.opened.values()].map(({ conversation }) => conversation)
  }

  private unfollow(conversationId: string): void {
    const entry = this.opened.get(conversationId)
    if (entry === undefined || --entry.views > 0) return
    this.opened.delete(conversationId)
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

  // --- messages

  /** A message by the ack, or by any other way, counts the same. */
  protected sent(message: Message): void {
    const conversation = this.find(message.conversation_id)
    if (conversation === undefined) this.outbox.forgetAcked(message.conversation_id)
    conversation?.receive([message], null)
    this.conversations.messages([message], [])
    this.tellArrived()
  }

  protected override tell(message: Message, live: boolean): void {
    if (live) this.arrived.push(message)
    // Of what was fetched only who has the conversation open is told.
    if (live || this.find(message.conversation_id) !== undefined) super.tell(message, live)
  }

  /** Tells of what came in where the conversation is known by now; `changes` brings the others. */
  private tellArrived(): void {
    const { arrived } = this
    this.arrived = []
    for (const message of arrived) {
      const conversation = this.conversations.get(message.conversation_id)
      if (conversation !== undefined && conversation.last_seq >= message.seq) this.events.emit('arrived', { message, conversation })
      else this.arrived.push(message)
    }
  }

  /** The list knows better than the clock: the desk's database may have another than the desk. */
  protected override wasThere(message: Message, fetched: boolean): boolean {
    if (Date.parse(message.created_at) >= this.welcomedAt) return false
    if (fetched) return true
    const known = this.conversations.get(message.conversation_id)
    return known === undefined || message.seq <= known.last_seq
  }

  /** How many of a customer's messages are new, by conversation. To be asked before they are told. */
  private askedAnew(messages: readonly Message[]): Map<string, number> {
    const counts = new Map<string, number>()
    for (const message of messages) {
      const { conversation_id: id, sender } = message
      if (sender.role === 'customer' && !this.news.has(message)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }
}

function byConversation(messages: readonly Message[]): Map<string, Message[]> {
  const lists = new Map<string, Message[]>()
  for (const message of messages) {
    const list = lists.get(message.conversation_id)
    if (list === undefined) lists.set(message.conversation_id, [message])
    else list.push(message)
  }
  return lists
}
