import type { components } from '@kefu/api'

export type Week = components['schemas']['Week']
export type Span = components['schemas']['Span']
export type Weekday = keyof Week

/** In the order of a week that begins on Monday; the place plus one is the number that Intl's words are found by. */
export const weekdays: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** The desk's bound for a day. */
export const mostSpans = 6

/** What is wrong with the spans of a day: the key of a sentence; null when nothing is. */
export function problemOf(spans: readonly Span[]): 'empty' | 'order' | 'overlap' | null {
  if (spans.some(({ from, to }) => !isTime(from) || !isTime(to))) return 'empty'
  if (spans.some(({ from, to }) => from >= to)) return 'order'
  const sorted = [...spans].sort((a, b) => a.from.localeCompare(b.from))
  return sorted.some((span, at) => at > 0 && span.from < (sorted[at - 1] as Span).to) ? 'overlap' : null
}

/** A span to add to a day: after the last, as far as there is room; null when there is none. */
export function spanAfter(spans: readonly Span[]): Span | null {
  const last = [...spans].sort((a, b) => a.to.localeCompare(b.to)).at(-1)
  if (!last) return { from: '09:00', to: '18:00' }
  const from = plus(last.to, 60)
  if (spans.length >= mostSpans || from >= '23:30') return null
  const to = plus(from, 240)
  return { from, to: to > '24:00' ? '24:00' : to }
}

/** The end of a day is 24:00 at the desk, and 00:00 in a field for times. */
export const fromField = (typed: string) => (typed === '00:00' ? '24:00' : typed)
export const toField = (to: string) => (to === '24:00' ? '00:00' : to)

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)
}

function plus(time: string, minutes: number): string {
  const all = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + minutes
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(all / 60))}:${two(all % 60)}`
}
