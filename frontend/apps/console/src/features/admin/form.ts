import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

export interface Form<T extends object> {
  /** What is written; change it in place. */
  draft: Ref<T>
  /** It differs from what is stored. */
  dirty: ComputedRef<boolean>
  /** The parts of it, by name, that differ. */
  changed: ComputedRef<Partial<T>>
  /** Writes what is stored again. */
  reset: () => void
}

/**
 * A form over what is stored. When that changes under it, parts that the person has not touched follow, and what was
 * written stays.
 */
export function useForm<T extends object>(stored: () => T): Form<T> {
  const base = ref(copy(stored())) as Ref<T>
  const draft = ref(copy(stored())) as Ref<T>
  const changed = computed(() => differing(draft.value, base.value))

  watch(stored, (now) => {
    const mine = changed.value
    base.value = copy(now)
    draft.value = { ...copy(now), ...mine }
  })

  return { draft, changed, dirty: computed(() => Object.keys(changed.value).length > 0), reset: () => (draft.value = copy(base.value)) }
}

function differing<T extends object>(a: T, b: T): Partial<T> {
  const entries = Object.entries(a).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(b[name as keyof T]))
  return Object.fromEntries(entries) as Partial<T>
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** Asks before the page is left while `dirty`; `ask` resolves to true for "leave". Closing the tab asks the browser's way. */
export function useLeaveGuard(dirty: () => boolean, ask: () => Promise<boolean>): void {
  const guard = async () => !dirty() || (await ask())
  onBeforeRouteLeave(guard)
  onBeforeRouteUpdate(guard)
  const unload = (event: BeforeUnloadEvent) => {
    if (dirty()) event.preventDefault()
  }
  window.addEventListener('beforeunload', unload)
  onScopeDispose(() => window.removeEventListener('beforeunload', unload))
}
