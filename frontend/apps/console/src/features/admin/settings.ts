import { ok, Problem, type components } from '@kefu/api'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { api } from '../../store/api'

type Schemas = components['schemas']
export type DeskSettings = Schemas['DeskSettings']
export type Patch = Omit<Schemas['SettingsEditBody'], 'version'>

export interface SettingsRecord {
  /** As the desk has them; null until they are read. */
  settings: ShallowRef<DeskSettings | null>
  error: ShallowRef<unknown>
  /** Somebody else saved since they were read: nothing was stored. Read them again, or save again on top. */
  conflict: Ref<boolean>
  busy: Ref<boolean>
  load: () => Promise<void>
  /** @returns whether the desk has taken it */
  save: (patch: Patch) => Promise<boolean>
}

/** The desk's settings, to be read and changed by an admin. */
export function useSettingsRecord(): SettingsRecord {
  const settings = shallowRef<DeskSettings | null>(null)
  const error = shallowRef<unknown>(null)
  const conflict = ref(false)
  const busy = ref(false)

  async function load(): Promise<void> {
    error.value = null
    try {
      settings.value = await ok(api.GET('/api/v1/settings'))
      conflict.value = false
    } catch (reason) {
      error.value = reason
    }
  }

  async function save(patch: Patch): Promise<boolean> {
    if (!settings.value || busy.value) return false
    busy.value = true
    error.value = null
    try {
      settings.value = await ok(api.PATCH('/api/v1/settings', { body: { version: settings.value.version, ...patch } }))
      conflict.value = false
      return true
    } catch (reason) {
      conflict.value = reason instanceof Problem && reason.code === 'conflict'
      if (!conflict.value) error.value = reason
      return false
    } finally {
      busy.value = false
    }
  }

  void load()
  return { settings, error, conflict, busy, load, save }
}
