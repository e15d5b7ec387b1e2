import { onScopeDispose } from 'vue'

const prefix = 'kefu.console.'

/** A setting of this browser, or null; also null where storage is forbidden. */
export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

/** Keeps a setting, or drops it (null). Full or forbidden storage loses it silently: no work depends on it. */
export function writeSetting(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + name)
    else localStorage.setItem(prefix + name, value)
  } catch {
    // Nothing to be done: the setting lasts until the page closes.
  }
}

/** The names of the settings that begin so. */
export function settingNames(beginning: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix + beginning))
      .map((key) => key.slice(prefix.length))
  } catch {
    return []
  }
}

/**
 * Calls `changed` when another tab of this browser changed a setting (null: dropped it), as long as the calling scope lives.
 */
export function onSettingElsewhere(changed: (name: string, value: string | null) => void): void {
  function heard({ key, newValue }: StorageEvent) {
    if (key?.startsWith(prefix)) changed(key.slice(prefix.length), newValue)
  }
  window.addEventListener('storage', heard)
  onScopeDispose(() => window.removeEventListener('storage', heard))
}
