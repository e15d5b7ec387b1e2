import type { Conversation, ConversationStatus } from '@kefu/chat-client'
import { defineStore } from 'pinia'
import { reactive, toRaw, watch } from 'vue'
import { useDesk } from './desk'
import { useSession } from './session'

/** Whose conversations; `everyone` holds the other two. */
export type Whose = 'mine' | 'unassigned' | 'everyone'

/** How many conversations of one status are known, and their customers' unread messages. */
export interface Count {
  conversations: number
  unread: number
}

type Counts = Record<ConversationStatus, Record<Whose, Count>>

/** Is it in the lists at all? They show conversations in which something was said. */
export function isListed(conversation: Conversation): boolean {
  return conversation.last_seq > 0
}

/** Counts of the summaries that this page knows, kept with every change instead of counted anew. */
export const useTally = defineStore('tally', () => {
  const desk = useDesk()
  const session = useSession()
  const counts = reactive(zero())

  function add(conversation: Conversation, sign: 1 | -1): void {
    if (!isListed(conversation)) return
    const of = counts[conversation.status]
    const where: Whose[] = ['everyone']
    if (!conversation.assignee) where.push('unassigned')
    else if (conversation.assignee.id === session.me?.id) where.push('mine')
    for (const whose of where) {
      of[whose].conversations += sign
      of[whose].unread += sign * conversation.unread
    }
  }

  for (const known of toRaw(desk.summaries).values()) add(known, 1)
  desk.onSummaries((changes) => {
    for (const { before, now } of changes) {
      if (before) add(before, -1)
      add(now, 1)
    }
  })
  // Whoever works here next begins with nothing.
  watch(() => desk.client, () => Object.assign(counts, zero()), { flush: 'sync' })

  /** Unread messages in what is mine or nobody's, and not resolved. */
  function unreadForMe(): number {
    return [counts.open, counts.pending].reduce((sum, { mine, unassigned }) => sum + mine.unread + unassigned.unread, 0)
  }

  return { counts, unreadForMe }
})

function zero(): Counts {
  const none = () => ({ conversations: 0, unread: 0 })
  const each = () => ({ mine: none(), unassigned: none(), everyone: none() })
  return { open: each(), pending: each(), resolved: each() }
}
