import type { ConversationState } from '@kefu/chat-client'
import { ref, watch, type Ref } from 'vue'

/**
 * Above which message the line of the unread stands: the first that nobody had read when the conversation was opened, or
 * that came while nobody looked. It stays until the agent answers, so that what is being read does not jump.
 */
export function useUnreadLine(state: () => ConversationState | null, looking: () => boolean): Ref<number | null> {
  const seq = ref<number | null>(null)
  let opened = false
  /** Nothing came yet since the agent turned away. */
  let turned = true

  watch([state, looking], ([now, seen], [was]) => {
    if (seen) turned = true
    if (!now?.loaded) return
    if (!opened) {
      opened = true
      seq.value = firstUnread(now)
    } else if (!seen && turned && was && now.headSeq > was.headSeq) {
      turned = false
      seq.value = firstAfter(now, was.headSeq) ?? seq.value
    }
    const last = now.items.at(-1)
    if (last?.type === 'message' && last.mine) seq.value = null
  }, { immediate: true, flush: 'sync' })

  return seq
}

function firstUnread({ items, read }: ConversationState): number | null {
  const at = items.findIndex((item) => item.type === 'message' && item.side === 'customer' && item.message.read_at == null && item.message.recalled_at == null && item.message.seq > read.desk)
  const item = items[at]
  // Above the first of all it would say nothing, and the first of a page may not be the first unread.
  return item?.type === 'message' && at > 0 ? item.message.seq : null
}

function firstAfter({ items }: ConversationState, seq: number): number | null {
  const item = items.find((one) => one.type === 'message' && one.side === 'customer' && one.message.seq > seq)
  return item?.type === 'message' ? item.message.seq : null
}
