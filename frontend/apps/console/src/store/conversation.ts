import type { ConversationState, ConversationView } from '@kefu/chat-client'
import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useDesk } from './desk'

export interface OpenConversation {
  view: ShallowRef<ConversationView | null>
  state: ShallowRef<ConversationState | null>
}

/** Follows the conversation of that id, another when the id changes, and none when it is null or the scope ends. */
export function useConversation(id: Ref<string | null>): OpenConversation {
  const desk = useDesk()
  const view = shallowRef<ConversationView | null>(null)
  const state = shallowRef<ConversationState | null>(null)
  let unsubscribe: (() => void) | undefined

  function close() {
    unsubscribe?.()
    unsubscribe = undefined
    view.value?.close()
    view.value = null
    state.value = null
  }

  watch(
    [id, () => desk.client],
    ([wanted]) => {
      close()
      if (wanted === null) return
      const opened = desk.open(wanted)
      if (!opened) return
      view.value = opened
      state.value = opened.state
      unsubscribe = opened.subscribe(() => {
        state.value = opened.state
      })
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(close)

  return { view, state }
}
