import { ref, watch } from 'vue'
import type { Ref } from 'vue'

const KEY = 'kefu.draft'

/** What was being written; it survives a reload of the tab. */
export function useDraft(): Ref<string> {
  const draft = ref(read())
  watch(draft, (text) => {
    try {
      if (text === '') sessionStorage.removeItem(KEY)
      else sessionStorage.setItem(KEY, text)
    } catch {
      // Then it does not.
    }
  })
  return draft
}

function read(): string {
  try {
    return sessionStorage.getItem(KEY) ?? ''
  } catch {
    return ''
  }
}
