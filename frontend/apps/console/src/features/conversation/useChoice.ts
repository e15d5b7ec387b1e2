import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'

export interface Choice {
  active: Ref<number>
  /** Takes the keys that choose; true if it was one of them. */
  key: (event: KeyboardEvent) => boolean
}

/** Chooses one of a list by the keys of a field that keeps the focus. `pick` gets its place, `close` is Escape. */
export function useChoice(length: ComputedRef<number>, pick: (index: number) => void, close: () => void): Choice {
  const active = ref(0)
  watch(length, () => (active.value = 0))
  const open = computed(() => length.value > 0)

  function key(event: KeyboardEvent): boolean {
    if (!open.value || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
    switch (event.key) {
      case 'ArrowDown': active.value = (active.value + 1) % length.value; break
      case 'ArrowUp': active.value = (active.value + length.value - 1) % length.value; break
      case 'Enter': case 'Tab': pick(active.value); break
      case 'Escape': close(); break
      default: return false
    }
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  return { active, key }
}
