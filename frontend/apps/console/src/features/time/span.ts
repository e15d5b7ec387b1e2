/** A length of time in words: the key of the sentence, and its number. */
export interface Span {
  key: 'time.justNow' | 'time.minutes' | 'time.hours' | 'time.days'
  n: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long ago, in whole units, rounded down. A clock that runs ahead counts as now. */
export function spanOf(ms: number): Span {
  if (!(ms >= minute)) return { key: 'time.justNow', n: 0 }
  if (ms < hour) return { key: 'time.minutes', n: Math.floor(ms / minute) }
  if (ms < day) return { key: 'time.hours', n: Math.floor(ms / hour) }
  return { key: 'time.days', n: Math.floor(ms / day) }
}

/** How urgent a wait is: `soon` begins at five minutes, `late` at fifteen. */
export function urgencyOf(waitedMs: number): 'calm' | 'soon' | 'late' {
  if (waitedMs >= 15 * minute) return 'late'
  return waitedMs >= 5 * minute ? 'soon' : 'calm'
}

/** `1:07` for a countdown in milliseconds, rounded up so that it never says 0 too early. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
