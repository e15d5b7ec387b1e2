import { createI18n } from 'vue-i18n'
import { readSetting, writeSetting } from '../store/settings'
import { en, zhCN, type Messages } from './messages'

export type Locale = 'zh-CN' | 'en'

export const locales: readonly { id: Locale; name: string }[] = [
  { id: 'zh-CN', name: '简体中文' },
  { id: 'en', name: 'English' },
]

/** The first of the browser's languages that the console speaks; English where it speaks none. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const tag = language.toLowerCase()
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN'
    if (tag === 'en' || tag.startsWith('en-')) return 'en'
  }
  return 'en'
}

function initialLocale(): Locale {
  const stored = readSetting('locale')
  return locales.find(({ id }) => id === stored)?.id ?? preferredLocale(navigator.languages ?? [navigator.language])
}

export const i18n = createI18n<[Messages], Locale, false>({
  legacy: false,
  locale: initialLocale(),
  fallbackLocale: 'en',
  messages: { en, 'zh-CN': zhCN },
})

document.documentElement.lang = i18n.global.locale.value

/** Switches the language of the whole console and keeps it for this browser. */
export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  writeSetting('locale', locale)
}
