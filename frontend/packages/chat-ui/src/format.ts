import type { ChatLabels } from './labels'

/** Hours and minutes in the reader's zone. */
export function clock(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(instant))
}

/** Date and time in full, for a title. */
export function fullTime(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(instant))
}

/** The day of a separator: today, yesterday, or the date, with the year when it is another. */
export function day(instant: string, now: Date, locale: string, labels: ChatLabels): string {
  const date = new Date(instant)
  const ago = Math.round((midnight(now) - midnight(date)) / 86_400_000)
  if (ago === 0) return labels.today
  if (ago === 1) return labels.yesterday
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', weekday: 'long', ...year }).format(date)
}

/** The same local day? */
export function sameDay(a: string, b: string): boolean {
  return midnight(new Date(a)) === midnight(new Date(b))
}

/** A size for people: 840 B, 12 KB, 3.4 MB. */
export function bytes(size: number, locale: string): string {
  if (size < 1024) return `${size} B`
  const [value, unit] = size < 1024 * 1024 ? [size / 1024, 'KB'] : [size / 1024 / 1024, 'MB']
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${unit}`
}

/** Length in code points, as the desk counts it. */
export function codePoints(text: string): number {
  let n = 0
  for (const _ of text) n++
  return n
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
