import { ref, shallowRef } from 'vue'
import type { Ref } from 'vue'
import type { Card } from '@kefu/chat-client'
import type { Bridge, PageState, ShopPage } from './bridge'
import type { Identity, ToPage } from '../loader/messages'

/** The bridge as the components read it. */
export interface LiveBridge {
  open: Ref<boolean>
  pageFocused: Ref<boolean | null>
  identity: Ref<Identity | null>
  /** Set to null when it was sent or is not wanted. */
  card: Ref<Card | null>
  page: Ref<ShopPage | null>
  tell(message: ToPage): void
}

export function live(bridge: Bridge): LiveBridge {
  const { open, focused, identity, card, page } = bridge.state
  const refs = { open: ref(open), pageFocused: ref(focused), identity: shallowRef(identity), card: shallowRef(card), page: shallowRef(page) }
  let before: PageState = bridge.state
  bridge.subscribe(() => {
    const now = bridge.state
    refs.open.value = now.open
    refs.pageFocused.value = now.focused
    if (now.identity !== before.identity) refs.identity.value = now.identity
    if (now.card !== before.card) refs.card.value = now.card
    refs.page.value = now.page
    before = now
  })
  return { ...refs, tell: message => bridge.tell(message) }
}
