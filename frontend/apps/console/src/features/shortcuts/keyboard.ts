import { onScopeDispose, ref, type Ref } from 'vue'
import { readSetting, writeSetting } from '../../store/settings'
import { useCommandStore } from './commands'
import { bindings, type Binding } from './table'

/** How long the second key of a pair may take, in milliseconds. */
const pairWithin = 1500

/** Chinese input methods give these for the keys of the table. */
const wide: Readonly<Record<string, string>> = { '？': '?', '、': '/', '／': '/' }

/** Are keys without Ctrl or ⌘ obeyed? Who works with speech input turns them off. */
export const singleKeys: Ref<boolean> = ref(readSetting('singleKeys') !== 'off')

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on
  writeSetting('singleKeys', on ? null : 'off')
}

/**
 * Obeys the table of keys on the whole page while the calling scope lives. Keys typed into a field, a menu or a dialog
 * are theirs, and so is every key of an input method.
 */
export function useKeyboard(): void {
  const commands = useCommandStore()
  let first: { key: string; at: number } | null = null

  function pressed(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.altKey) return
    const target = event.target instanceof Element ? event.target : document.body
    const stroke = strokeOf(event)
    if (stroke === null || !ours(target, stroke, event)) return
    const begun = first !== null && event.timeStamp - first.at < pairWithin ? first.key : null
    first = null
    const wanted = (begun !== null && find(`${begun} ${stroke}`)) || find(stroke)
    if (wanted === undefined) {
      if (begins(stroke) && !isField(target)) first = { key: stroke, at: event.timeStamp }
      return
    }
    if (isField(target) && !wanted.inField) return leaveField(event, target, stroke)
    if (commands.run(wanted.id)) event.preventDefault()
  }

  document.addEventListener('keydown', pressed)
  onScopeDispose(() => document.removeEventListener('keydown', pressed))
}

/** Escape in a field gives the keys back to the page. */
function leaveField(event: KeyboardEvent, target: Element, stroke: string): void {
  if (stroke !== 'Escape' || !(target instanceof HTMLElement)) return
  target.blur()
  event.preventDefault()
}

function strokeOf(event: KeyboardEvent): string | null {
  const key = wide[event.key] ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key)
  if (event.ctrlKey || event.metaKey) return event.shiftKey ? null : `Mod+${key}`
  // Shift makes signs, but a large letter is none of ours.
  if (event.shiftKey && /^[a-z]$/.test(key)) return null
  if (!singleKeys.value && key.length === 1) return null
  return key
}

function ours(target: Element, stroke: string, event: KeyboardEvent): boolean {
  if (stroke.startsWith('Mod+')) return true
  if (target.closest('[role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"], dialog')) return false
  // The messages scroll by these while they have the focus.
  if ((event.key.startsWith('Arrow') || event.key === 'End') && target.closest('[role="log"]')) return false
  return !(event.key === 'Enter' && target.closest('a, button, summary, [role="button"], [role="tab"]'))
}

function find(keys: string): Binding | undefined {
  return bindings.find((binding) => binding.keys.includes(keys))
}

function begins(stroke: string): boolean {
  return bindings.some(({ keys }) => keys.some((key) => key.startsWith(`${stroke} `)))
}

function isField(element: Element): boolean {
  return element.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"]') !== null
}
