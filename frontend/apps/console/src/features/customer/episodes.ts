import type { Activity, AgentRef, ConversationEvent } from '@kefu/chat-client'

/** A span from what opened the conversation to its resolution. */
export interface Episode {
  /** Of the event that opened it. */
  key: string
  /** Counted from 1. */
  number: number
  openedAt: string
  /** The first seq in it. */
  fromSeq: number
  /** Null while it lasts. */
  resolvedAt: string | null
  /** The last seq in it; null while it lasts. */
  toSeq: number | null
  resolvedBy: AgentRef | null
}

/**
 * The episodes that a conversation's events tell, oldest first. "Pending" ends none; "resolved" ends the one that
 * lasts, and a repeated "opened" begins none.
 */
export function episodesOf(activity: readonly Activity[]): Episode[] {
  const episodes: Episode[] = []
  for (const entry of activity) {
    if (entry.type !== 'event') continue
    const last = episodes.at(-1)
    const lasts = last !== undefined && last.resolvedAt === null
    if (entry.kind === 'opened' && !lasts) episodes.push(begun(entry, episodes.length + 1))
    if (entry.kind === 'resolved' && lasts) end(last, entry)
  }
  return episodes
}

function begun({ id, created_at, after_seq }: ConversationEvent, number: number): Episode {
  return { key: id, number, openedAt: created_at, fromSeq: after_seq + 1, resolvedAt: null, toSeq: null, resolvedBy: null }
}

function end(episode: Episode, { created_at, after_seq, agent }: ConversationEvent) {
  episode.resolvedAt = created_at
  episode.toSeq = after_seq
  episode.resolvedBy = agent ?? null
}
