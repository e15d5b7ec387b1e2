import type { Announcement, AnnouncementItem, ConversationState, TimelineItem } from '@kefu/chat-client'
import { timeOf } from '@kefu/chat-ui'

/** The desk tells each announcement once; so many of the newest are kept on this device. */
const MOST = 5

/** Those that came in earlier visits, oldest first. `identity` is whose they are; null before anybody has signed in. */
export function kept(identity: string | null): AnnouncementItem[] {
  return load(identity).map(announcement => ({ type: 'announcement', key: `a:${announcement.id}`, announcement }))
}

export function keep(identity: string | null, { id, text, created_at }: Announcement): void {
  const newest = [...load(identity).filter(other => other.id !== id), { id, text, created_at }].slice(-MOST)
  try {
    localStorage.setItem(keyOf(identity), JSON.stringify(newest))
  } catch {
    // It is gone with the page.
  }
}

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

function keyOf(identity: string | null): string {
  return `kefu.news.${identity ?? ''}`
}

function load(identity: string | null): Announcement[] {
  try {
    const all = JSON.parse(localStorage.getItem(keyOf(identity)) ?? '[]') as unknown
    return Array.isArray(all) ? all.filter(isAnnouncement) : []
  } catch {
    return []
  }
}

function isAnnouncement(value: unknown): value is Announcement {
  const { id, text, created_at } = (value ?? {}) as Partial<Record<keyof Announcement, unknown>>
  return typeof id === 'string' && typeof text === 'string' && typeof created_at === 'string'
}
