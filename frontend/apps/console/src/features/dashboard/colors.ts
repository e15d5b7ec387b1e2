import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** The theme's colours, as a canvas takes them. */
export interface Colors {
  ink: string
  dim: string
  line: string
  card: string
  raised: string
  a: string
  b: string
  c: string
  d: string
}

const variables: Record<keyof Colors, string> = {
  ink: '--ink', dim: '--dim', line: '--line', card: '--card', raised: '--raised', a: '--series-a', b: '--series-b', c: '--series-c', d: '--series-d',
}

/** Follows the page's theme: chosen, or the computer's. */
export function useColors(): ShallowRef<Colors> {
  const colors = shallowRef(read())
  const update = () => {
    colors.value = read()
  }
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(update)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  dark.addEventListener('change', update)
  onScopeDispose(() => {
    chosen.disconnect()
    dark.removeEventListener('change', update)
  })
  return colors
}

/** A variable may hold `light-dark(…)`: only an element that uses it tells which. */
function read(): Colors {
  const probe = document.createElement('i')
  probe.hidden = true
  document.body.append(probe)
  const entries = Object.entries(variables).map(([name, variable]) => {
    probe.style.color = `var(${variable})`
    return [name, getComputedStyle(probe).color]
  })
  probe.remove()
  return Object.fromEntries(entries) as Colors
}

/** The colour with so much of it left, 0 to 1. */
export function faded(color: string, alpha: number): string {
  const parts = color.match(/[\d.]+/g)?.slice(0, 3)
  return parts ? `rgb(${parts.join(' ')} / ${alpha})` : color
}
