import type { Conversation } from '@kefu/chat-client'

/**
 * `newest`: the newest message first. `waiting`: who has waited longest for an answer first, then those who wait for
 * none. `priority`: urgent first, within that as `waiting`.
 */
export type Sort = 'newest' | 'waiting' | 'priority'

export const sorts: readonly Sort[] = ['newest', 'waiting', 'priority']

/** Where a conversation stands in an order: numbers to be compared one after the other, the smaller first, then the id. */
export interface Place {
  id: string
  at: readonly number[]
}

/** Whoever waits for nothing stands behind all who wait. */
const never = Number.MAX_SAFE_INTEGER

/** A priority that a newer desk may have made up stands with the usual one. */
const ranks: Readonly<Record<string, number>> = { urgent: 0, high: 1, normal: 2, low: 3 }

/** When something was last said, in milliseconds: what `newest` goes by, and the row shows. */
export function spokeAt(conversation: Conversation): number {
  return Date.parse(conversation.last_message?.created_at ?? conversation.created_at)
}

export function placeOf(conversation: Conversation, sort: Sort): Place {
  const newest = -spokeAt(conversation)
  const waiting = conversation.waiting_since ? Date.parse(conversation.waiting_since) : never
  const { id } = conversation
  if (sort === 'newest') return { id, at: [newest] }
  if (sort === 'waiting') return { id, at: [waiting, newest] }
  return { id, at: [ranks[conversation.priority] ?? 2, waiting, newest] }
}

/** Below zero if `a` stands before `b`. The same moment stands in order of id, the higher first, as the desk pages. */
export function comparePlaces(a: Place, b: Place): number {
  for (let i = 0; i < a.at.length; i++) {
    const difference = (a.at[i] ?? 0) - (b.at[i] ?? 0)
    if (difference !== 0) return difference
  }
  return b.id.length - a.id.length || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}
