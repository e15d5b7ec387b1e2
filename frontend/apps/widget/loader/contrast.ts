/** What can be read on a colour: white, or a dark ink where the colour is light. WCAG 2.2, 1.4.3. */
export function inkOn(color: string): string {
  const probe = document.createElement('i')
  probe.style.color = color
  document.documentElement.appendChild(probe)
  const parts = /^rgba?\((\d+), (\d+), (\d+)/.exec(getComputedStyle(probe).color)
  probe.remove()
  if (parts === null) return WHITE
  const light = 0.2126 * linear(parts[1]) + 0.7152 * linear(parts[2]) + 0.0722 * linear(parts[3])
  return 1.05 / (light + 0.05) >= (light + 0.05) / (DARK_LIGHT + 0.05) ? WHITE : DARK
}

const WHITE = '#ffffff'
const DARK = '#16181d'
/** Relative luminance of DARK. */
const DARK_LIGHT = 0.009

function linear(part: string | undefined): number {
  const s = Number(part) / 255
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
}
