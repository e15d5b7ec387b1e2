/** Made once: making one takes longer than drawing a row. */
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The first letter of a name, as it is drawn where there is no picture: 林 for 林晓雯, E for emily. */
export function initialOf(name: string): string {
  for (const { segment } of letters.segment(name.trim())) return segment.toLocaleUpperCase()
  return '?'
}

/** A hue from 0 to 359 that is always the same for an id. */
export function hueOf(id: string): number {
  let hash = 0
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  // Ids often differ in their last letter alone: spread what is close.
  return (Math.imul(hash, 0x9e3779b1) >>> 0) % 360
}
