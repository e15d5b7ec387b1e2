import { useI18n } from 'vue-i18n'

export interface Moments {
  /** Date and time to the minute, in the agent's zone and language. */
  full: (rfc3339: string) => string
  /** The same to the second, for a title. */
  exact: (rfc3339: string) => string
  /** The day in figures. */
  day: (rfc3339: string) => string
}

/** Writes moments of the wire in the agent's language and zone. */
export function useMoment(): Moments {
  const { locale } = useI18n()
  const write = (moment: string, timeStyle: 'short' | 'long') =>
    new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle }).format(new Date(moment))
  return {
    full: (moment) => write(moment, 'short'),
    exact: (moment) => write(moment, 'long'),
    day: (moment) => new Intl.DateTimeFormat(locale.value, { dateStyle: 'short' }).format(new Date(moment)),
  }
}
