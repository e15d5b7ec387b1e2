import { onBeforeUpdate, onUpdated, type Ref } from 'vue'

/** Rows that change places are taken out of the page and put in again, which costs them the focus: it is given back. */
export function useKeptFocus(within: Readonly<Ref<HTMLElement | null>>): void {
  let held: Element | null = null
  onBeforeUpdate(() => {
    held = within.value?.contains(document.activeElement) ? document.activeElement : null
  })
  onUpdated(() => {
    if (held instanceof HTMLElement && held.isConnected && document.activeElement !== held) held.focus({ preventScroll: true })
    held = null
  })
}
