import { useI18n } from 'vue-i18n'
import { partsOf } from './duration'
import { figureOf, type FigureName } from './figures'
import type { Days } from './period'

export interface FigureWords {
  number: (n: number) => string
  /** A duration in words; a dash for none. */
  span: (seconds: number | null) => string
  /** The same in its largest unit alone, for an axis. */
  roughly: (seconds: number) => string
  /** A figure's value in words; a dash for none. */
  value: (name: FigureName, value: number | null) => string
  day: (day: string, style?: 'short' | 'long') => string
  days: (days: Days) => string
  /** 1 is Monday. */
  weekday: (weekday: number, style?: 'short' | 'long') => string
  hour: (hour: number) => string
}

/** Writes figures in the agent's language. */
export function useFigureWords(): FigureWords {
  const { t, locale } = useI18n()
  const number = (n: number) => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }).format(n)
  const part = ([unit, n]: readonly [string, number]) => t(`dashboard.unit.${unit}`, { n: number(n) })
  const span = (seconds: number | null) => (seconds === null ? '–' : partsOf(seconds).map(part).join(' '))
  const roughly = (seconds: number) => {
    const [size, unit] = seconds < 60 ? [1, 's'] : seconds < 3600 ? [60, 'm'] : seconds < 86_400 ? [3600, 'h'] : [86_400, 'd']
    return part([unit as string, seconds / (size as number)])
  }
  // Days are the calendar's, without a zone: at noon no zone makes another day of them.
  const date = (day: string) => new Date(`${day}T12:00:00Z`)
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale.value, { timeZone: 'UTC', ...options })
  return {
    number,
    span,
    roughly,
    value: (name, value) => (figureOf(name).kind === 'span' ? span(value) : value === null ? '–' : number(value)),
    day: (day, style = 'short') => format(style === 'short' ? { month: 'numeric', day: 'numeric' } : { dateStyle: 'full' }).format(date(day)),
    days: ({ from, to }) => format({ dateStyle: 'medium' }).formatRange(date(from), date(to)),
    // 2024-01-01 was a Monday.
    weekday: (weekday, style = 'short') => format({ weekday: style }).format(date(`2024-01-0${weekday}`)),
    hour: (hour) => `${String(hour).padStart(2, '0')}:00`,
  }
}
