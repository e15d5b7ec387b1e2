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

/** A button that somebody is at by keyboard may go by what it does, and the focus with it: `lost` finds another place for it. */
export function useLostFocus(within: Readonly<Ref<HTMLElement | null>>, lost: () => void): void {
  let held: Element | null = null
  onBeforeUpdate(() => {
    const { activeElement: at } = document
    held = at?.matches(':focus-visible') && within.value?.contains(at) ? at : null
  })
  onUpdated(() => {
    if (held?.isConnected === false) lost()
    held = null
  })
}
