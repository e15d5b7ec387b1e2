import { useI18n } from 'vue-i18n'

export interface Moments {
  /** Date and time to the minute, in the agent's zone and language. */
  full: (rfc3339: string) => string
  /** The same to the second, for a title. */
  exact: (rfc3339: string) => string
}

const styles = {
  full: { dateStyle: 'medium', timeStyle: 'short' },
  exact: { dateStyle: 'medium', timeStyle: 'long' },
} as const satisfies Record<keyof Moments, Intl.DateTimeFormatOptions>

/** Making one takes longer than writing a thousand moments with it. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** Writes moments of the wire in the agent's language and zone. */
export function useMoment(): Moments {
  const { locale } = useI18n()
  const write = (style: keyof Moments) => (moment: string) => formatOf(locale.value, style).format(new Date(moment))
  return { full: write('full'), exact: write('exact') }
}

function formatOf(locale: string, style: keyof Moments): Intl.DateTimeFormat {
  const name = `${locale} ${style}`
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locale, styles[style])
  formats.set(name, format)
  return format
}
