import { ok, Problem } from '@kefu/api'
import type { Conversation } from '@kefu/chat-client'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { api } from '../../store/api'
import { useDesk } from '../../store/desk'
import { conversationOf } from '../../store/wire'

export interface Summary {
  conversation: ComputedRef<Conversation | null>
  /** There is no such conversation. */
  missing: Ref<boolean>
}

/** The summary of a conversation; asked for where no list has brought it yet, as after a reload. */
export function useSummary(id: () => string): Summary {
  const desk = useDesk()
  const missing = ref(false)
  const conversation = computed(() => desk.summaries.get(id()) ?? null)

  async function ask(): Promise<void> {
    try {
      desk.put([conversationOf(await ok(api.GET('/api/v1/conversations/{id}', { params: { path: { id: id() } } })))])
    } catch (error) {
      // Anything else passes: the next connection asks again.
      missing.value = error instanceof Problem && (error.code === 'not_found' || error.code === 'bad_request')
    }
  }

  watch(
    [id, () => desk.online],
    ([, online]) => {
      if (online && !conversation.value) void ask()
    },
    { immediate: true },
  )

  return { conversation, missing }
}
