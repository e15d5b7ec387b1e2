import { nextTick, watch, type Ref } from 'vue'

/** What lies over the page and keeps the focus to itself while it is open. */
const overlays = '[role="dialog"], [role="alertdialog"], [role="menu"], dialog'
const reachable = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]'

/**
 * Where the user is on the page itself, below all that lies over it: the button of a menu while the menu is open, and the
 * same one still while a dialog is that the menu has led to. Null when the page as a whole has the focus.
 */
let ground: HTMLElement | null = null

if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body && !document.activeElement.closest(overlays)) ground = document.activeElement
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && !target.closest(overlays)) ground = target
})
document.addEventListener('focusout', ({ target, relatedTarget }) => {
  // A window that is left keeps its focus. Who clicks beside everything, or leaves a field by Escape, has none.
  if (relatedTarget === null && target === ground && document.hasFocus() && document.activeElement !== ground) ground = null
})

/**
 * Remembers where the user is when a dialog opens; the answer is for its `close-auto-focus` and brings them back there, or, if
 * that is gone, to what stood around it. The library's own way back is the element that had the focus when the dialog came
 * into the page: behind a menu that is an entry of the menu, which is gone by then.
 */
export function useReturnFocus(open: () => boolean): (event: Event) => void {
  let path: HTMLElement[] = []
  watch(open, (now) => {
    if (now) path = pathTo(ground?.isConnected ? ground : null)
  }, { immediate: true, flush: 'sync' })
  return (event) => {
    event.preventDefault()
    // A dialog that came in the place of this one has the focus, and gives it back in its turn.
    const others = [...document.querySelectorAll(overlays)].some((other) => other !== event.target && !other.contains(event.target as Node) && isShown(other))
    if (!others) focusOn(path)
  }
}

/** The same for what lies beside the page and leaves it usable: only who is in there is brought back when it goes. */
export function useFocusAside(open: Ref<boolean>, element: () => HTMLElement | undefined): void {
  let path: HTMLElement[] = []
  watch(open, async (now) => {
    if (now) return void (path = pathTo(ground))
    if (!element()?.contains(document.activeElement)) return
    await nextTick()
    focusOn(path)
  }, { flush: 'sync' })
}

/** The element and all that stand around it. */
function pathTo(element: HTMLElement | null): HTMLElement[] {
  const path: HTMLElement[] = []
  for (let at = element; at !== null && at !== document.body; at = at.parentElement) path.push(at)
  return path
}

function focusOn([first, ...around]: readonly HTMLElement[]): void {
  if (first === undefined) {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    return
  }
  if (isThere(first)) return first.focus({ preventScroll: true })
  const near = around.find((element) => element.isConnected)?.querySelectorAll<HTMLElement>(reachable) ?? []
  for (const element of near) if (isThere(element)) return element.focus({ preventScroll: true })
}

function isThere(element: HTMLElement): boolean {
  return element.isConnected && isShown(element) && !element.matches(':disabled')
}

function isShown(element: Element): boolean {
  return element.getClientRects().length > 0
}
