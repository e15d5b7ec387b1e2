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
  const known = new WeakMap<TimelineItem, Found>()

  function find(item: TimelineItem): Found {
    let found = known.get(item)
    if (found === undefined) {
      const instant = new Date(timeOf(item))
      found = { item, at: instant.getTime(), day: midnight(instant), row: null }
      known.set(item, found)
    }
    return found
  }

  return (items) => {
    const rows: Row[] = []
    let before: Found | undefined
    let joined = false
    let here = items[0] === undefined ? undefined : find(items[0])
    for (let i = 1; here !== undefined; i++) {
      const item = items[i]
      const after = item === undefined ? undefined : find(item)
      const first = !joined
      joined = together(here, after)
      rows.push(rowOf(here, first, !joined, before?.day !== here.day))
      before = here
      here = after
    }
    return rows
  }
}

/** What an item itself tells: its time, the local day of that, and the row that was made last. */
interface Found {
  item: TimelineItem
  at: number
  day: number
  row: Row | null
}

function rowOf(found: Found, first: boolean, last: boolean, day: boolean): Row {
  const { row, item } = found
  if (row !== null && row.first === first && row.last === last && row.day === day) return row
  return found.row = { key: item.key, item, first, last, day }
}

function together(a: Found, b: Found | undefined): boolean {
  if (a.item.type !== 'message' || b?.item.type !== 'message') return false
  const [one, other] = [a.item.message, b.item.message]
  if (one.recalled_at != null || other.recalled_at != null) return false
  if (one.sender.role !== other.sender.role || one.sender.id !== other.sender.id) return false
  return a.day === b.day && b.at - a.at < TOGETHER
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
