import type { TooltipItem } from 'chart.js'
import type { Colors } from './colors'

/** What all charts have in common: a calm axis, few lines, a tooltip like the console's menus. */
export function axis(colors: Colors) {
  return {
    border: { color: colors.line },
    grid: { display: false },
    ticks: { color: colors.dim, maxRotation: 0, autoSkip: true, autoSkipPadding: 12 },
  }
}

export function grid(colors: Colors) {
  return { border: { display: false }, grid: { color: colors.line, drawTicks: false } }
}

/** `title` says what stands at an index, `value` how a number is written. */
export function tooltip(colors: Colors, title: (at: number) => string, value?: (n: number) => string) {
  return {
    backgroundColor: colors.raised,
    borderColor: colors.line,
    borderWidth: 1,
    titleColor: colors.ink,
    bodyColor: colors.dim,
    padding: 10,
    cornerRadius: 8,
    boxPadding: 4,
    usePointStyle: true,
    callbacks: {
      title: (items: TooltipItem<'bar' | 'line'>[]) => title(items[0]?.dataIndex ?? -1),
      ...(value ? { label: (item: TooltipItem<'bar' | 'line'>) => ` ${item.dataset.label}: ${value(item.parsed.y ?? 0)}` } : {}),
    },
  }
}
