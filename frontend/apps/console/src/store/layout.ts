import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'

/** `phone` shows one pane at a time, `compact` folds the customer away, `wide` shows all three. */
export type Layout = 'phone' | 'compact' | 'wide'

export function useLayout(): ComputedRef<Layout> {
  const phone = useMediaQuery('(width < 768px)')
  const narrow = useMediaQuery('(width < 1280px)')
  return computed(() => (phone.value ? 'phone' : narrow.value ? 'compact' : 'wide'))
}

function useMediaQuery(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query)
  const matches = ref(list.matches)
  const update = () => {
    matches.value = list.matches
  }
  list.addEventListener('change', update)
  onScopeDispose(() => list.removeEventListener('change', update))
  return matches
}
