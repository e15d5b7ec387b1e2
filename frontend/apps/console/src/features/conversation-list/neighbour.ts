/**
 * The id a step away from the open conversation; undefined at the end. One that has left the list, as it was claimed or
 * resolved, counts as standing between the rows of its last place: the next is what took that place.
 */
export function neighbour(ids: readonly string[], active: string | null, lastPlace: number, step: 1 | -1): string | undefined {
  const at = active === null ? -1 : ids.indexOf(active)
  if (at >= 0) return ids[at + step]
  if (active === null || lastPlace < 0) return ids[0]
  const place = Math.min(lastPlace, ids.length)
  return ids[step === 1 ? Math.min(place, ids.length - 1) : Math.max(place - 1, 0)]
}
