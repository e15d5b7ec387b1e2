/** WCAG's relative luminance of a colour of the form #rrggbb, 0 to 1. */
export function luminance(color: string): number {
  const part = (at: number) => {
    const s = parseInt(color.slice(at, at + 2), 16) / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

/** The contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** What the desk writes on a colour: white where that reaches 4.5, otherwise black, which then does. */
export function textOn(color: string): string {
  return contrast(color, '#ffffff') >= 4.5 ? '#ffffff' : '#000000'
}

/** #rrggbb of what a person typed (#rgb and a missing # too); null if it is none. */
export function colorOf(typed: string): string | null {
  const hex = typed.trim().toLowerCase().replace(/^#/, '')
  if (/^[0-9a-f]{6}$/.test(hex)) return `#${hex}`
  return /^[0-9a-f]{3}$/.test(hex) ? `#${[...hex].map((c) => c + c).join('')}` : null
}
