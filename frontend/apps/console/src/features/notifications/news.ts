import type { Conversation, Note } from '@kefu/chat-client'
import type { SummaryChange } from '../../store/desk'
import type { Scope } from './settings'

/** Is this conversation one that the agent wants to hear of? */
export function concerns(conversation: Conversation, scope: Scope, agentId: string): boolean {
  if (scope === 'none') return false
  return scope === 'all' || !conversation.assignee || conversation.assignee.id === agentId
}

/**
 * Has a customer said something new that nobody has read? What was asked for is no news, nor what is told again. A
 * conversation that was not known is news if its last message is younger than `since`, milliseconds by the desk's clock.
 */
export function isNews({ before, now, live }: SummaryChange, since: number): boolean {
  const message = now.last_message
  if (!live || !message || message.sender.role !== 'customer' || message.recalled_at || now.unread === 0) return false
  return before ? now.last_seq > before.last_seq : Date.parse(message.created_at) >= since
}

/** Does somebody else's note name the agent? */
export function names(note: Note, agentId: string): boolean {
  return note.agent?.id !== agentId && (note.mentions ?? []).includes(agentId)
}
