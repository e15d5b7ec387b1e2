import { onScopeDispose, ref, shallowRef, toValue, watch, watchEffect } from 'vue'
import type { MaybeRefOrGetter, Ref, ShallowRef } from 'vue'
import type { ChatClient, ConnectionState, ConversationState, ConversationView } from '@kefu/chat-client'

/** A view's state as a ref, followed until the scope ends. The view may change or be null for a while. */
export function useConversation(view: MaybeRefOrGetter<ConversationView | null>): Readonly<ShallowRef<ConversationState | null>> {
  const state = shallowRef<ConversationState | null>(null)
  watchEffect((cleanup) => {
    const current = toValue(view)
    state.value = current?.state ?? null
    if (current !== null) cleanup(current.subscribe(() => { state.value = current.state }))
  })
  return state
}

/** The connection's state as a ref. */
export function useConnection(client: ChatClient): Readonly<ShallowRef<ConnectionState>> {
  const state = shallowRef(client.connection)
  onScopeDispose(client.on('connection', (now) => { state.value = now }))
  return state
}

/** Does a person look at this page: visible, and the window has the focus? */
export function usePageFocus(): Readonly<Ref<boolean>> {
  const look = () => document.visibilityState === 'visible' && document.hasFocus()
  const focused = ref(look())
  const update = () => { focused.value = look() }
  addEventListener('focus', update)
  addEventListener('blur', update)
  document.addEventListener('visibilitychange', update)
  onScopeDispose(() => {
    removeEventListener('focus', update)
    removeEventListener('blur', update)
    document.removeEventListener('visibilitychange', update)
  })
  return focused
}

/** Marks a conversation read while `looking` is true: window focused, conversation open, reader at its end. */
export function useReadMarks(view: MaybeRefOrGetter<ConversationView | null>, looking: MaybeRefOrGetter<boolean>): void {
  const state = useConversation(view)
  watch([() => state.value?.headSeq, () => state.value?.unread, () => toValue(looking)], ([head, unread, seen]) => {
    if (seen && head && unread) toValue(view)?.markRead(head)
  }, { immediate: true })
}
