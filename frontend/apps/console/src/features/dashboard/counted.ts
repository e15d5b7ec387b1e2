import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { askCounted, type Cell } from './asking'
import type { Counted } from './figures'

export interface CountedList {
  items: ShallowRef<readonly Counted[]>
  /** More are to be had. */
  more: Ref<boolean>
  loading: Ref<boolean>
  error: ShallowRef<unknown>
  /** Reads the next page; after a failure, tries it again. */
  next: () => Promise<void>
}

/** The conversations that a cell counts, page by page; begins anew with another cell or order. */
export function useCounted(cell: () => Cell | null, sort: () => 'newest' | 'longest'): CountedList {
  const items = shallowRef<readonly Counted[]>([])
  const more = ref(false)
  const loading = ref(false)
  const error = shallowRef<unknown>(null)
  let cursor: string | null = null
  let list = 0

  async function next(): Promise<void> {
    const asked = cell()
    if (asked === null || loading.value) return
    const mine = list
    loading.value = true
    try {
      const page = await askCounted(asked, sort(), cursor)
      if (mine !== list) return
      items.value = [...items.value, ...page.items]
      cursor = page.next_cursor ?? null
      more.value = cursor !== null
      error.value = null
    } catch (reason) {
      if (mine === list) error.value = reason
    } finally {
      if (mine === list) loading.value = false
    }
  }

  watch([cell, sort], () => {
    list++
    items.value = []
    cursor = null
    more.value = loading.value = false
    error.value = null
    void next()
  }, { immediate: true })

  return { items, more, loading, error, next }
}
