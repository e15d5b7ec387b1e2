import type { TimelineItem } from '@kefu/chat-client'
import { sameDay } from './format'

/** Messages of one person within this many ms stand together, with one avatar and one name. */
const TOGETHER = 5 * 60_000

export type Row =
  | { type: 'day', key: string, at: string }
  | { type: 'item', key: string, item: TimelineItem, first: boolean, last: boolean }

/** Puts day separators between the items and finds which messages stand together. */
export function rows(items: readonly TimelineItem[]): Row[] {
  const out: Row[] = []
  items.forEach((item, i) => {
    const before = items[i - 1]
    const after = items[i + 1]
    const at = timeOf(item)
    if (before === undefined || !sameDay(timeOf(before), at)) out.push({ type: 'day', key: `d:${item.key}`, at })
    out.push({ type: 'item', key: item.key, item, first: !together(before, item), last: !together(item, after) })
  })
  return out
}

/** When an item came to be. */
export function timeOf(item: TimelineItem): string {
  switch (item.type) {
    case 'message': return item.message.created_at
    case 'note': return item.note.created_at
    case 'event': return item.event.created_at
    case 'announcement': return item.announcement.created_at
  }
}

function together(a: TimelineItem | undefined, b: TimelineItem | undefined): boolean {
  if (a?.type !== 'message' || b?.type !== 'message') return false
  if (a.message.recalled_at != null || b.message.recalled_at != null) return false
  if (a.message.sender.role !== b.message.sender.role || a.message.sender.id !== b.message.sender.id) return false
  const [from, to] = [a.message.created_at, b.message.created_at]
  return sameDay(from, to) && Date.parse(to) - Date.parse(from) < TOGETHER
}
