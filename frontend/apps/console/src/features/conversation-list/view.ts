import type { Conversation, ConversationStatus } from '@kefu/chat-client'

/** Which conversations a list shows. */
export interface ListView {
  status: ConversationStatus | 'all'
  who: 'everyone' | 'mine' | 'unassigned'
}

export const statuses: readonly ListView['status'][] = ['open', 'pending', 'resolved', 'all']
export const whose: readonly ListView['who'][] = ['everyone', 'mine', 'unassigned']

/** Where a conversation stands in the order of activity: its last message, or its making. */
export interface Place {
  at: number
  id: string
}

export function placeOf(conversation: Conversation): Place {
  return { at: Date.parse(conversation.last_message?.created_at ?? conversation.created_at), id: conversation.id }
}

/** Newest activity first; the same moment in order of id, as the desk pages. */
export function comparePlaces(a: Place, b: Place): number {
  return b.at - a.at || b.id.length - a.id.length || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}

/** Lists show conversations in which something was said. */
export function inView(conversation: Conversation, view: ListView, agentId: string): boolean {
  if (conversation.last_seq === 0) return false
  if (view.status !== 'all' && conversation.status !== view.status) return false
  if (view.who === 'mine') return conversation.assignee?.id === agentId
  if (view.who === 'unassigned') return !conversation.assignee
  return true
}

/**
 * The ids of a view in their order. `frontier` is the last place that the desk's pages have reached, null when they
 * reached the end: what is known beyond it stays out, because others that stand between are not known yet.
 */
export function listed(all: Iterable<Conversation>, view: ListView, agentId: string, frontier: Place | null): string[] {
  const places: Place[] = []
  for (const conversation of all) {
    if (!inView(conversation, view, agentId)) continue
    const place = placeOf(conversation)
    if (frontier === null || comparePlaces(place, frontier) <= 0) places.push(place)
  }
  return places.sort(comparePlaces).map(({ id }) => id)
}
