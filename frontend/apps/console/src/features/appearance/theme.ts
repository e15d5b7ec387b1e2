import { ref, watch, type Ref } from 'vue'
import { readSetting, writeSetting } from '../../store/settings'

/** `system` follows the computer's own setting, and changes with it. */
export type Theme = 'system' | 'light' | 'dark'

export const themes: readonly Theme[] = ['system', 'light', 'dark']

/** Puts the chosen theme on the page; theme.css reads it there. */
export function applyTheme(theme: Theme = storedTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

/** The agent's theme; assigning it shows and keeps it. */
export function useTheme(): Ref<Theme> {
  const theme = ref(storedTheme())
  watch(theme, (chosen) => {
    applyTheme(chosen)
    writeSetting('theme', chosen)
  })
  return theme
}

function storedTheme(): Theme {
  const stored = readSetting('theme')
  return themes.find((theme) => theme === stored) ?? 'system'
}
