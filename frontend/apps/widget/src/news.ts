import type { Announcement, AnnouncementItem } from '@kefu/chat-client'

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
