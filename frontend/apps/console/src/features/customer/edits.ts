import { computed, shallowRef, type ComputedRef } from 'vue'

/** A change that the desk has not confirmed: it is shown at once, and stays until the desk took it or the agent gave it up. */
export interface Edit<V> {
  value: V
  /** Why the desk did not take it; null while it is on its way. */
  problem: string | null
}

export interface Edits<V> {
  /** What is not confirmed, by the name of what it changes. */
  pending: ComputedRef<ReadonlyMap<string, Edit<V>>>
  /** Changes one thing; the newest change of a thing wins. Never rejects. */
  set: (name: string, value: V) => Promise<void>
  /** Tries a failed change again. */
  retry: (name: string) => Promise<void>
  /** Forgets a failed change: the thing shows again as the desk has it. */
  discard: (name: string) => void
  /** Forgets all. */
  clear: () => void
}

/**
 * Optimistic changes of named things. `save` tells the desk and rejects when it refused; changes go out one after the
 * other, so that the desk ends with the last. `sentence` says to a person why one failed.
 */
export function useEdits<V>(save: (name: string, value: V) => Promise<void>, sentence: (error: unknown) => string): Edits<V> {
  const pending = shallowRef<ReadonlyMap<string, Edit<V>>>(new Map())
  let line: Promise<void> = Promise.resolve()
  let generation = 0

  function put(name: string, edit: Edit<V> | null) {
    const next = new Map(pending.value)
    if (edit === null) next.delete(name)
    else next.set(name, edit)
    pending.value = next
  }

  function set(name: string, value: V): Promise<void> {
    const edit: Edit<V> = { value, problem: null }
    const begun = generation
    put(name, edit)
    const current = () => generation === begun && pending.value.get(name) === edit
    line = line.then(async () => {
      if (!current()) return
      try {
        await save(name, value)
        if (current()) put(name, null)
      } catch (error) {
        if (current()) put(name, { value, problem: sentence(error) })
      }
    })
    return line
  }

  async function retry(name: string) {
    const edit = pending.value.get(name)
    if (edit?.problem != null) await set(name, edit.value)
  }

  function clear() {
    generation++
    pending.value = new Map()
  }

  return { pending: computed(() => pending.value), set, retry, discard: (name) => put(name, null), clear }
}
