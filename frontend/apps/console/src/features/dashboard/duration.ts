/** A duration in its two largest units: keys of `dashboard.unit`, with numbers. */
export type Part = readonly [unit: 's' | 'm' | 'h' | 'd', n: number]

/**
 * Cuts seconds as people say them: 45 s, 3 min 20 s, 2 h 5 min, 1 d 3 h. Rounded to the smaller unit that is said;
 * a smaller one that is zero is left out.
 */
export function partsOf(seconds: number): readonly Part[] {
  const s = Math.max(0, Math.round(seconds))
  if (s < 60) return [['s', s]]
  if (s < 3600) return two('m', Math.floor(s / 60), 's', s % 60)
  const m = Math.round(s / 60)
  if (m < 1440) return two('h', Math.floor(m / 60), 'm', m % 60)
  const h = Math.round(s / 3600)
  return two('d', Math.floor(h / 24), 'h', h % 24)
}

function two(large: Part[0], n: number, small: Part[0], rest: number): readonly Part[] {
  return rest === 0 ? [[large, n]] : [[large, n], [small, rest]]
}

/** A clock that ticks: 1:07, 12:40, 1:02:05. */
export function ticking(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const [h, m, rest] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(rest)}` : `${m}:${two(rest)}`
}

/** A change in percent against what was before; null when there is nothing to compare with. */
export function changeOf(now: number | null, before: number | null): number | null {
  if (now === null || before === null || before === 0) return null
  return Math.round(((now - before) / before) * 100)
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400]

/** Seconds between the lines of an axis up to `most`, so that there are at most five and each says a round time. */
export function stepFor(most: number): number {
  return steps.find((step) => most / step <= 5) ?? Math.ceil(most / 5 / 86_400) * 86_400
}
