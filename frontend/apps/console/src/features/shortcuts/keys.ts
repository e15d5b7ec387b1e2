import { onScopeDispose } from 'vue'

/** What a key does; the names are those of KeyboardEvent.key. */
export type KeyMap = Readonly<Record<string, () => void>>

/**
 * Binds keys to the whole page while the calling scope lives. Keys typed into a field, into a menu or a dialog, or
 * together with Ctrl, Alt or ⌘ are not ours; of a field's keys only `inField` says which are.
 */
export function useKeys(keys: KeyMap, inField: KeyMap = {}): void {
  function pressed(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
    const target = event.target instanceof Element ? event.target : document.body
    if (target.closest('[role="menu"], [role="dialog"], dialog')) return
    // The messages scroll by the arrows while they have the focus.
    if (event.key.startsWith('Arrow') && target.closest('[role="log"]')) return
    const action = (isField(target) ? inField : keys)[event.key]
    if (!action || (event.key === 'Enter' && target.closest('a, button'))) return
    event.preventDefault()
    action()
  }
  document.addEventListener('keydown', pressed)
  onScopeDispose(() => document.removeEventListener('keydown', pressed))
}

function isField(element: Element): boolean {
  return element.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"]') !== null
}
