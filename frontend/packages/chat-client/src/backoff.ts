/** A restarted desk must not meet its clients all at once, nor a client spin. */
const FLOOR = 100

/**
 * The wait before attempt `attempt` (0 is the first): exponential with full jitter, from 100 ms to `cap`.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(attempt: number, random: () => number, base: number, cap: number): number {
  const ceiling = Math.min(cap, base * 2 ** Math.min(attempt, 20))
  return Math.max(FLOOR, Math.floor(random() * ceiling))
}
