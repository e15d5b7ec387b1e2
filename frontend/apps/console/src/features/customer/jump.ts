import type { ConversationView, TimelineItem } from '@kefu/chat-client'

/** Messages in a page of history that is read on the way. */
const page = 200
/** Looks until the place is found; a list that draws only what is near the screen needs some. */
const looks = 40
/** How long the found place is marked, in milliseconds. */
const marked = 1600

/**
 * Brings the message after `afterSeq` onto the screen: reads history until it is held, then scrolls `list` there. Where
 * no message follows, it shows the last before. Resolves to false when the history could not be read.
 */
export async function jumpTo(view: ConversationView, list: HTMLElement, afterSeq: number): Promise<boolean> {
  if (!(await hold(view, afterSeq + 1))) return false
  const seq = Math.min(afterSeq + 1, view.state.headSeq)
  if (seq > 0) await scrollTo(list, seq)
  return true
}

/** Reads older pages until that seq is held. */
async function hold(view: ConversationView, seq: number): Promise<boolean> {
  while (view.state.hasOlder && firstSeq(view.state.items) > seq) {
    const before = firstSeq(view.state.items)
    try {
      await view.loadOlder(page)
    } catch {
      return false
    }
    // Somebody else's read is on its way, or the view was closed.
    if (firstSeq(view.state.items) >= before) {
      if (!view.state.loadingOlder) return false
      await frame()
    }
  }
  return true
}

/** The first seq among the items; 1 when there is no message. */
export function firstSeq(items: readonly TimelineItem[]): number {
  for (const item of items) if (item.type === 'message' && item.message.seq > 0) return item.message.seq
  return 1
}

async function scrollTo(list: HTMLElement, seq: number): Promise<void> {
  await frame()
  for (let look = 0; look < looks; look++) {
    const found = list.querySelector<HTMLElement>(`[data-seq="${seq}"]`)
    const wanted = found ? found.getBoundingClientRect().top - list.getBoundingClientRect().top - 56 : distance(list, seq)
    const before = list.scrollTop
    list.scrollTop += wanted
    await frame()
    // What was drawn on the way has its true height only now: look again until the list stands still.
    if (found && Math.abs(list.scrollTop - before) < 2) return mark(found)
  }
}

/** Pixels to scroll, guessed from the messages that are on the screen. */
function distance(list: HTMLElement, seq: number): number {
  const frameOf = list.getBoundingClientRect()
  const seen = [...list.querySelectorAll<HTMLElement>('[data-seq]')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    return bottom > frameOf.top && top < frameOf.bottom && Number(row.dataset.seq) > 0
  })
  const first = seen[0]
  const last = seen.at(-1)
  if (!first || !last) return -frameOf.height
  const each = Math.max(24, (last.getBoundingClientRect().bottom - first.getBoundingClientRect().top) / seen.length)
  return (seq - Number(first.dataset.seq)) * each
}

function mark(row: HTMLElement): void {
  row.classList.add('customer-jumped')
  setTimeout(() => row.classList.remove('customer-jumped'), marked)
}

/** Until what was scrolled to is drawn. */
function frame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
}
