import type { MessageItem } from '@kefu/chat-client'

/** A message whose menu is open. */
export interface MenuOf {
  item: MessageItem
  recallable: boolean
  /** The message's own button. */
  anchor: HTMLElement
}
