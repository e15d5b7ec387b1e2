import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** How long rows stay where they are after the mouse last moved over them, in milliseconds. */
const holdFor = 4000

export interface SteadyOrder {
  /** The ids in the order to be shown. */
  shown: Ref<readonly string[]>
  /** To be called when the mouse moves over the list, and when it leaves it. */
  moved: () => void
  left: () => void
}

/**
 * Keeps rows under the mouse in their place, so that nobody clicks on another one than was meant: while the mouse
 * moves over the list, and shortly after, rows may leave it but neither come nor change places.
 */
export function useSteadyOrder(ids: Ref<readonly string[]>): SteadyOrder {
  const shown = ref<readonly string[]>(ids.value)
  let held: ReturnType<typeof setTimeout> | undefined

  function release() {
    clearTimeout(held)
    held = undefined
    shown.value = ids.value
  }

  function hold() {
    clearTimeout(held)
    held = setTimeout(release, holdFor)
  }

  watch(ids, (now) => {
    if (held === undefined || appendedOnly(shown.value, now)) shown.value = now
    else shown.value = stillThere(shown.value, now)
  })
  onScopeDispose(() => clearTimeout(held))

  return { shown, moved: hold, left: release }
}

function stillThere(shown: readonly string[], now: readonly string[]): readonly string[] {
  const present = new Set(now)
  return shown.filter((id) => present.has(id))
}

/** Another page at the end moves nobody. */
function appendedOnly(before: readonly string[], now: readonly string[]): boolean {
  return now.length > before.length && before.every((id, i) => now[i] === id)
}
