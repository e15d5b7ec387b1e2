import type { Conversation, ConversationStatus } from '@kefu/chat-client'
import { isListed, type Whose } from '../../store/tally'
import type { Sort } from './order'

/** Which conversations a list shows, and in which order. */
export interface ListView {
  who: Whose
  status: ConversationStatus | 'all'
  sort: Sort
}

export const statuses: readonly ListView['status'][] = ['open', 'pending', 'resolved', 'all']
export const whose: readonly Whose[] = ['mine', 'unassigned', 'everyone']

/** Does it belong to the view? */
export function inView(conversation: Conversation, view: ListView, agentId: string): boolean {
  if (!isListed(conversation)) return false
  if (view.status !== 'all' && conversation.status !== view.status) return false
  if (view.who === 'mine') return conversation.assignee?.id === agentId
  if (view.who === 'unassigned') return !conversation.assignee
  return true
}

/** The order of a view. Nobody waits in what is resolved, and of that only pages are known: it stands by its activity. */
export function sortOf({ status, sort }: ListView): Sort {
  return status === 'open' || status === 'pending' ? sort : 'newest'
}
