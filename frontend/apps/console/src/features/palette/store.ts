import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { readSetting, writeSetting } from '../../store/settings'

/** What the palette shows: everything, or the answers to one question. */
export type Level = 'root' | 'transfer' | 'priority' | 'tag'

/** How many conversations are remembered as opened lately. */
const remembered = 8

export const usePalette = defineStore('palette', () => {
  const open = ref(false)
  const level = ref<Level>('root')
  const recent = shallowRef<readonly string[]>(parse(readSetting('recent')))

  /** The question was asked from among everything: that is where Escape leads back to. */
  const nested = ref(false)

  /** Opens it, at a question if one is named. */
  function show(at: Level = 'root'): void {
    nested.value = open.value && at !== 'root'
    level.value = at
    open.value = true
  }

  /** Notes that a conversation was opened. */
  function visited(id: string): void {
    recent.value = [id, ...recent.value.filter((other) => other !== id)].slice(0, remembered)
    writeSetting('recent', JSON.stringify(recent.value))
  }

  return { open, level, nested, recent, show, visited }
})

function parse(stored: string | null): string[] {
  try {
    const ids = JSON.parse(stored ?? '[]') as unknown
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string').slice(0, remembered) : []
  } catch {
    return []
  }
}
