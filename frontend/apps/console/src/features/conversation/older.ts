import type { ConversationView } from '@kefu/chat-client'

/** Who scrolls back gets longer pages than the first, which must be there soon. */
const longer = 100

/** After a failure, how long until scrolling may ask again, in milliseconds. */
const pause = 3000

/**
 * Reads the page before the first message, as often as the list asks. A list at its top asks again as soon as a page
 * has failed; without a pause that would be a storm while the desk is away.
 */
export function olderReader(view: () => ConversationView | null, now: () => number = Date.now): () => Promise<void> {
  let notBefore = 0
  return async () => {
    if (now() < notBefore) return
    try {
      await view()?.loadOlder(longer)
    } catch {
      notBefore = now() + pause
    }
  }
}
