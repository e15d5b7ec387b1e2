/** A period as it is chosen: by name, or by its first and last day. */
export type Preset = 'today' | '7d' | '30d' | 'custom'

/** Days of the agent's calendar, both inclusive, as YYYY-MM-DD. */
export interface Days {
  from: string
  to: string
}

export const presets: readonly Preset[] = ['today', '7d', '30d', 'custom']

/** The desk counts at most so many days at once. */
export const mostDays = 400

const dayMs = 86_400_000

/** The calendar's day at a moment, in an IANA zone. */
export function dayIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

/** The hour of the day, 0 to 23, at a moment in an IANA zone. */
export function hourIn(zone: string, at: number): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at))
}

/** A day so many days later; earlier with a negative number. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** How many days lie between, both included. */
export function lengthOf({ from, to }: Days): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs) + 1
}

/** The days of a preset that ends today. */
export function daysOf(preset: Exclude<Preset, 'custom'>, today: string): Days {
  const before = { today: 0, '7d': 6, '30d': 29 }[preset]
  return { from: plusDays(today, -before), to: today }
}

/** As many days, just before. */
export function daysBefore(days: Days): Days {
  const length = lengthOf(days)
  return { from: plusDays(days.from, -length), to: plusDays(days.from, -1) }
}

/** Is it a day of the calendar? */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && plusDays(text, 0) === text
}

/** Why these days cannot be counted: the key of a sentence; null when they can. */
export function problemOf(days: Days): 'order' | 'tooLong' | 'noDay' | null {
  if (!isDay(days.from) || !isDay(days.to)) return 'noDay'
  if (days.from > days.to) return 'order'
  return lengthOf(days) > mostDays ? 'tooLong' : null
}
