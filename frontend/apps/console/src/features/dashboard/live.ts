import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

export interface Live<T> {
  /** The last good answer; stays while the next is asked for, and when that fails. */
  data: ShallowRef<T | null>
  /** Why the last answer did not come; null while all is well. */
  error: ShallowRef<unknown>
  /** When `data` came, in milliseconds. */
  at: Ref<number>
  /** `data` answers another question than the one asked now. */
  stale: Ref<boolean>
  refresh: () => Promise<void>
}

/**
 * Asks again and again, `everyMs` after each answer; 0 asks once for each question. Nothing is asked while the page is
 * hidden, and at once when it is seen again. A new `question` is asked at once; an answer to an old one is dropped.
 */
export function useLive<Q, T>(question: () => Q, ask: (question: Q) => Promise<T>, everyMs: (question: Q) => number): Live<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const at = ref(0)
  const stale = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  let ended = false

  async function refresh(): Promise<void> {
    clearTimeout(timer)
    const mine = ++turn
    const asked = question()
    try {
      const answer = await ask(asked)
      if (mine !== turn) return
      data.value = answer
      error.value = null
      at.value = Date.now()
      stale.value = false
    } catch (reason) {
      if (mine !== turn) return
      error.value = reason
    }
    plan(everyMs(asked))
  }

  function plan(wait: number): void {
    clearTimeout(timer)
    if (!ended && wait > 0 && document.visibilityState === 'visible') timer = setTimeout(() => void refresh(), wait)
  }

  function seen(): void {
    if (document.visibilityState !== 'visible') clearTimeout(timer)
    else if (everyMs(question()) > 0) void refresh()
  }

  watch(question, () => {
    stale.value = data.value !== null
    void refresh()
  }, { immediate: true, deep: true })
  document.addEventListener('visibilitychange', seen)
  onScopeDispose(() => {
    ended = true
    turn++
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', seen)
  })

  return { data, error, at, stale, refresh }
}
