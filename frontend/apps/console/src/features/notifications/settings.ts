import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { onSettingElsewhere, readSetting, writeSetting } from '../../store/settings'

/** `mine`: what is assigned to me, and what is assigned to nobody. */
export type Scope = 'mine' | 'all' | 'none'
/** `untilSeen`: again and again until somebody looks at the console. */
export type SoundMode = 'off' | 'once' | 'untilSeen'

export const scopes: readonly Scope[] = ['mine', 'all', 'none']
export const soundModes: readonly SoundMode[] = ['off', 'once', 'untilSeen']

export interface AlertSettings {
  scope: Scope
  sound: SoundMode
  /** 0 to 1. */
  volume: number
  /** Notifications of the computer's own, if the browser may show them. */
  desktop: boolean
}

const usual: AlertSettings = { scope: 'mine', sound: 'once', volume: 0.6, desktop: true }
const name = 'alerts'

/** What an agent wants to be told of, and how; the same in all tabs of this browser. */
export const useAlertSettings = defineStore('alert-settings', () => {
  const settings = ref(parse(readSetting(name)))

  watch(settings, (chosen) => writeSetting(name, JSON.stringify(chosen)), { deep: true })
  onSettingElsewhere((changed, value) => {
    if (changed === name) settings.value = parse(value)
  })

  return { settings }
})

/** Reads what is stored; what it does not say, or says wrongly, is as usual. */
export function parse(stored: string | null): AlertSettings {
  try {
    const { scope, sound, volume, desktop } = JSON.parse(stored ?? '{}') as Partial<Record<keyof AlertSettings, unknown>>
    return {
      scope: scopes.find((known) => known === scope) ?? usual.scope,
      sound: soundModes.find((known) => known === sound) ?? usual.sound,
      volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : usual.volume,
      desktop: typeof desktop === 'boolean' ? desktop : usual.desktop,
    }
  } catch {
    return { ...usual }
  }
}
