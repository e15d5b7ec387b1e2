import type { TimelineItem } from '@kefu/chat-client'
import { midnight } from './format'

/** Messages of one person within this many ms stand together, with one avatar and one name. */
const TOGETHER = 5 * 60_000

/** An item and how it stands among the others. */
export interface Row {
  key: string
  item: TimelineItem
  /** First and last of those that stand together. */
  first: boolean
  last: boolean
  /** A day begins with it. */
  day: boolean
}

/**
 * Answers a function that makes the rows of a list. It keeps what it found of each item, because a list of thousands is
 * made anew for every message that comes: an item that did not change, between others that did not, is the same row.
 */
export function rowMaker(): (items: readonly TimelineItem[]) => Row[] {
  let held = new Map<string, Row>()
  const dates = new WeakMap<TimelineItem, { at: number, day: number }>()

  function date(item: TimelineItem): { at: number, day: number } {
    let known = dates.get(item)
    if (known === undefined) {
      const instant = new Date(timeOf(item))
      known = { at: instant.getTime(), day: midnight(instant) }
      dates.set(item, known)
    }
    return known
  }

  function together(a: TimelineItem | undefined, b: TimelineItem | undefined): boolean {
    if (a?.type !== 'message' || b?.type !== 'message') return false
    if (a.message.recalled_at != null || b.message.recalled_at != null) return false
    if (a.message.sender.role !== b.message.sender.role || a.message.sender.id !== b.message.sender.id) return false
    const [from, to] = [date(a), date(b)]
    return from.day === to.day && to.at - from.at < TOGETHER
  }

  return (items) => {
    const next = new Map<string, Row>()
    let joined = false
    const rows = items.map((item, i) => {
      const before = items[i - 1]
      const day = before === undefined || date(before).day !== date(item).day
      const first = !joined
      joined = together(item, items[i + 1])
      const old = held.get(item.key)
      const same = old !== undefined && old.item === item && old.first === first && old.last === !joined && old.day === day
      const row = same ? old : { key: item.key, item, first, last: !joined, day }
      next.set(item.key, row)
      return row
    })
    held = next
    return rows
  }
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
