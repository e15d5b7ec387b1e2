/**
 * A time zone in which it is about noon now: where "today" is asked for, the day may not end in the middle of the test.
 * (The signs of these zones are turned round: Etc/GMT-8 is eight hours ahead of Greenwich.)
 */
export function noonZone(now = new Date()) {
  const ahead = 12 - now.getUTCHours()
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
