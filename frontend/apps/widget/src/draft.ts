import { onMounted, ref, watch } from 'vue'
import type { Ref } from 'vue'

const KEY = 'kefu.draft'

/** What was being written; it survives a reload of the tab. */
export function useDraft(): Ref<string> {
  const draft = ref('')
  // A tab's first look into its storage stops everything for a while: what is to be read is shown before.
  onMounted(() => setTimeout(() => { draft.value ||= read() }))
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
