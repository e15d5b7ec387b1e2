import type { ChatLabels } from './labels'

/** Hours and minutes in the reader's zone. */
export function clock(instant: string, locale: string): string {
  return formatter('clock', locale, { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(instant))
}

/** Date and time in full, for a title. */
export function fullTime(instant: string, locale: string): string {
  return formatter('full', locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(instant))
}

/** The day of a separator: today, yesterday, or the date, with the year when it is another. */
export function day(instant: string, now: Date, locale: string, labels: ChatLabels): string {
  const date = new Date(instant)
  const ago = Math.round((midnight(now) - midnight(date)) / 86_400_000)
  if (ago === 0) return labels.today
  if (ago === 1) return labels.yesterday
  const parts = { month: 'long', day: 'numeric', weekday: 'long' } as const
  if (date.getFullYear() === now.getFullYear()) return formatter('day', locale, parts).format(date)
  return formatter('day of a year', locale, { ...parts, year: 'numeric' }).format(date)
}

/** A size for people: 840 B, 12 KB, 3.4 MB. */
export function bytes(size: number, locale: string): string {
  if (size < 1024) return `${size} B`
  const [value, unit] = size < 1024 * 1024 ? [size / 1024, 'KB'] : [size / 1024 / 1024, 'MB']
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${unit}`
}

/** The kind of a file as people call it, by the end of its name: PDF, DOCX; empty if that tells nothing. */
export function fileKind(name: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? ''
}

// Signs that nobody sees and that turn or split the text around them.
const HIDDEN = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu
// Joiners mean something between emoji and in some scripts, but behind these they only hide.
const JOINERS = /(^|[\u0020-\u024f\u3400-\u9fff])[\u200c\u200d]+/g

/** A name as it is shown: on one line, without signs that make it look like another. */
export function plainName(name: string): string {
  return name.replace(HIDDEN, '').replace(JOINERS, '$1')
}

/** Length in code points, as the desk counts it. */
export function codePoints(text: string): number {
  let n = 0
  for (const _ of text) n++
  return n
}

/** When the local day of an instant began, ms since 1970. */
export function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

// Making one takes as long as a hundred uses of it, and every message on the screen needs two.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(use: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${use} ${locale}`
  let made = formatters.get(key)
  if (made === undefined) {
    made = new Intl.DateTimeFormat(locale, options)
    formatters.set(key, made)
  }
  return made
}
