import type { ConversationStore } from './api'
import type { ConversationMark } from './wire/frames'
import type { Conversation, CustomerRef, Message, VisitorPage } from './wire/types'

/**
 * Agents' summaries. What is older never replaces what is newer; but a count or a message that was told by itself is
 * newer only in that, so that a summary older than it is still taken for all the rest.
 */
export class Conversations implements ConversationStore {
  private readonly known = new Map<string, Conversation>()
  /** The rev of the last whole summary of each; that of `known` is the newest that anything told. */
  private readonly whole = new Map<string, number>()

  /** `changed` gets the ids of each batch once. `attended` says whether frames tell who is there better than a summary does. */
  constructor(private readonly changed: (ids: readonly string[]) => void, private readonly attended: (id: string) => boolean) {}

  get(id: string): Conversation | undefined {
    return this.known.get(id)
  }

  all(): readonly Conversation[] {
    return [...this.known.values()]
  }

  put(summaries: readonly Conversation[]): void {
    const ids: string[] = []
    for (const summary of summaries) {
      if ((this.whole.get(summary.id) ?? -1) > summary.rev) continue
      const held = this.known.get(summary.id)
      this.whole.set(summary.id, summary.rev)
      const taken = held === undefined ? summary : merge(held, summary)
      this.known.set(summary.id, this.attended(summary.id) && held !== undefined ? { ...taken, customer: there(taken.customer, held.customer) } : taken)
      ids.push(summary.id)
    }
    if (ids.length > 0) this.changed(ids)
  }

  /** A messages frame: the last of each conversation, and its marks. Returns the ids that are not known. */
  messages(messages: readonly Message[], marks: readonly ConversationMark[]): string[] {
    const unknown = new Set<string>()
    const ids = new Set<string>()
    for (const message of messages) {
      const held = this.known.get(message.conversation_id)
      if (held === undefined) unknown.add(message.conversation_id)
      else if (this.said(held, message)) ids.add(held.id)
    }
    for (const mark of marks) {
      const held = this.known.get(mark.id)
      if (held === undefined) unknown.add(mark.id)
      else if (mark.rev >= held.rev && (mark.rev > held.rev || mark.unread !== held.unread)) {
        this.known.set(mark.id, { ...held, rev: mark.rev, unread: mark.unread })
        ids.add(mark.id)
      }
    }
    if (ids.size > 0) this.changed([...ids])
    return [...unknown]
  }

  /** A message as it now stands. */
  updated(message: Message): void {
    const held = this.known.get(message.conversation_id)
    if (held?.last_message?.id === message.id) this.replace({ ...held, last_message: message })
  }

  unread(id: string, unread: number, rev: number): void {
    const held = this.known.get(id)
    if (held !== undefined && rev >= held.rev) this.replace({ ...held, unread, rev })
  }

  /** `page` is where a web visitor is now; left out, they are where they were. Who is gone is nowhere. */
  online(id: string, online: boolean, page?: VisitorPage | null): void {
    const held = this.known.get(id)
    if (held !== undefined) this.replace({ ...held, customer: { ...held.customer, online, page: online ? page ?? held.customer.page ?? null : null } })
  }

  /** Who is online of these, and where: all others of them are not. Returns those of whom that is news. */
  present(ids: readonly string[], online: ReadonlyMap<string, VisitorPage | null>): string[] {
    const news: string[] = []
    for (const id of ids) {
      const held = this.known.get(id)
      if (held === undefined) continue
      const now = { online: online.has(id), page: online.get(id) ?? null }
      const { online: was = false, page = null } = held.customer
      if (was === now.online && samePage(page, now.page)) continue
      this.known.set(id, { ...held, customer: { ...held.customer, ...now } })
      news.push(id)
    }
    if (news.length > 0) this.changed(news)
    return news
  }

  private replace(summary: Conversation): void {
    this.known.set(summary.id, summary)
    this.changed([summary.id])
  }

  /** What a new message does to a summary, by the contract's life of a conversation. */
  private said(held: Conversation, message: Message): boolean {
    if (message.seq <= held.last_seq) return false
    const fromCustomer = message.sender.role === 'customer'
    const waiting = fromCustomer ? held.waiting_since ?? message.created_at : message.sender.role === 'agent' ? null : held.waiting_since
    this.known.set(held.id, {
      ...held,
      last_seq: message.seq, last_message: message, updated_at: message.created_at, waiting_since: waiting ?? null,
      status: fromCustomer ? 'open' : held.status,
    })
    return true
  }
}

/** A whole summary, and of what is held that which is newer. */
function merge(held: Conversation, summary: Conversation): Conversation {
  const counted = held.rev > summary.rev
  const merged = counted ? { ...summary, rev: held.rev, unread: held.unread } : summary
  if (held.last_seq > summary.last_seq) {
    const { last_seq, last_message, updated_at, waiting_since, status } = held
    return { ...merged, last_seq, last_message, updated_at, waiting_since, status }
  }
  // A recall may have been told since.
  return counted && held.last_seq === summary.last_seq ? { ...merged, last_message: held.last_message } : merged
}

/** A customer as a summary has them, but there or not as another says. */
function there(customer: CustomerRef, { online = false, page = null }: CustomerRef): CustomerRef {
  return { ...customer, online, page }
}

function samePage(a: VisitorPage | null, b: VisitorPage | null): boolean {
  return a?.url === b?.url && a?.title === b?.title && a?.since === b?.since
}
