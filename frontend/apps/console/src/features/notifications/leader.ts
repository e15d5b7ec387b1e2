import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { holdLease } from './lease'

/**
 * Whether this tab is the one, of all tabs of this browser that ask by the same name, that speaks for them. While
 * `wanted` is false it leaves that to another. There is never more than one; for a moment there may be none.
 */
export function useLeader(name: string, wanted: Ref<boolean>): Readonly<Ref<boolean>> {
  const leads = ref(false)
  let leave = () => {}

  watch(wanted, (on) => {
    leave()
    leave = on ? lead(name, (now) => (leads.value = now)) : () => {}
  }, { immediate: true, flush: 'sync' })
  onScopeDispose(() => leave())

  return leads
}

/** Locks exist on secure pages only; a desk on a plain http address in the office is none. */
function lead(name: string, tell: (leads: boolean) => void): () => void {
  return navigator.locks ? holdLock(name, tell) : holdLease(name, tell)
}

function holdLock(name: string, tell: (leads: boolean) => void): () => void {
  const waiting = new AbortController()
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let over = false

  navigator.locks
    .request(name, { signal: waiting.signal }, () => {
      if (over) return undefined
      tell(true)
      return held
    })
    .catch(() => {
      // Given up while it waited.
    })
  return () => {
    over = true
    waiting.abort()
    release()
    tell(false)
  }
}
