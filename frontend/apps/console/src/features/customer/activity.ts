import type { Activity, ConversationState } from '@kefu/chat-client'
import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useDesk } from '../../store/desk'
import { readActivity } from '../../store/history'

export interface ConversationActivity {
  /** All notes and events, in the order in which they happened. */
  all: ComputedRef<readonly Activity[]>
  /** What was there before the conversation was opened has been read. */
  loaded: Ref<boolean>
}

/**
 * Everything that happened in a conversation. An open view holds only what stands among the messages that it holds:
 * the rest is read once, and again after each break of the connection.
 */
export function useActivity(id: () => string, state: () => ConversationState | null): ConversationActivity {
  const desk = useDesk()
  const read = shallowRef<readonly Activity[]>([])
  const loaded = shallowRef(false)

  async function load(): Promise<void> {
    const of = id()
    try {
      const answer = await readActivity(of)
      if (of === id()) [read.value, loaded.value] = [answer, true]
    } catch {
      // What the view holds is shown; the next connection tries again.
    }
  }

  watch(id, () => {
    read.value = []
    loaded.value = false
    void load()
  }, { immediate: true })
  watch(() => desk.online, (online, before) => {
    if (online && before === false) void load()
  })

  return { all: computed(() => merged(read.value, state())), loaded }
}

/** What was read, and what the view has beyond it; each once. */
export function merged(read: readonly Activity[], state: Pick<ConversationState, 'items'> | null): readonly Activity[] {
  const known = new Set(read.map((entry) => entry.id))
  const live: Activity[] = []
  for (const item of state?.items ?? []) {
    // A note that is on its way has no id yet.
    if (item.type === 'note' && item.note.id !== '' && !known.has(item.note.id)) live.push({ type: 'note', ...item.note })
    if (item.type === 'event' && !known.has(item.event.id)) live.push({ type: 'event', ...item.event })
  }
  return live.length === 0 ? read : [...read, ...live].sort((a, b) => a.rev - b.rev)
}
