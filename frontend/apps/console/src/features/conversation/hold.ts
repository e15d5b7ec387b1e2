import type { ConversationView, TimelineItem } from '@kefu/chat-client'

/** Messages in a page of history that is read on the way. */
const page = 200

/** Reads older pages until that seq is held. False when they could not be read, or the view was closed meanwhile. */
export async function hold(view: ConversationView, seq: number): Promise<boolean> {
  while (view.state.hasOlder && firstSeq(view.state.items) > seq) {
    const before = firstSeq(view.state.items)
    try {
      await view.loadOlder(page)
    } catch {
      return false
    }
    if (firstSeq(view.state.items) >= before) {
      // Somebody else's read is on its way: that one counts as well.
      if (!view.state.loadingOlder) return false
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return true
}

/** The first seq among the items; 1 when there is no message. */
function firstSeq(items: readonly TimelineItem[]): number {
  for (const item of items) if (item.type === 'message' && item.message.seq > 0) return item.message.seq
  return 1
}
