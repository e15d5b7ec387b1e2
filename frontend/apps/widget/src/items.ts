import type { AnnouncementItem, ConversationState, TimelineItem } from '@kefu/chat-client'
import { timeOf } from '@kefu/chat-ui'

/**
 * A conversation's items, with the announcements of earlier visits where they belong in time. One from before the oldest
 * message that is loaded shows when the reader has gone back as far.
 */
export function withNews({ items, hasOlder }: ConversationState, news: readonly AnnouncementItem[]): readonly TimelineItem[] {
  const missing = news.filter(item => !items.some(other => other.key === item.key))
  if (missing.length === 0) return items
  const merged: TimelineItem[] = [...items]
  for (const item of missing) {
    const at = merged.findIndex(other => timeOf(other) > item.announcement.created_at)
    if (at !== 0 || !hasOlder) merged.splice(at < 0 ? merged.length : at, 0, item)
  }
  return merged
}
