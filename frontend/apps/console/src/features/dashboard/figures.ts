import type { components } from '@kefu/api'

export type Figures = components['schemas']['Figures']
export type Times = components['schemas']['Times']
export type Period = components['schemas']['Period']
export type Now = components['schemas']['Now']
export type Counted = components['schemas']['Counted']

/** The figures of a period, by the desk's own names. */
export type FigureName = 'opened' | 'resolved' | 'unanswered' | 'received' | 'sent' | 'first_response' | 'resolution'

/** The figures of this moment. */
export type NowName = 'online' | 'open' | 'pending' | 'waiting' | 'unassigned'

export interface Figure {
  name: FigureName
  /** `span` is in seconds. */
  kind: 'count' | 'span'
  /** More of it is: `good`, `bad`, or neither. */
  more: 'good' | 'bad' | 'neither'
}

export const figures: readonly Figure[] = [
  { name: 'opened', kind: 'count', more: 'neither' },
  { name: 'resolved', kind: 'count', more: 'good' },
  { name: 'unanswered', kind: 'count', more: 'bad' },
  { name: 'first_response', kind: 'span', more: 'bad' },
  { name: 'resolution', kind: 'span', more: 'bad' },
  { name: 'received', kind: 'count', more: 'neither' },
  { name: 'sent', kind: 'count', more: 'neither' },
]

export function figureOf(name: FigureName): Figure {
  return figures.find((figure) => figure.name === name) as Figure
}

/** The figure's value in a cell: a count, or the median in seconds; null where there is none. */
export function valueOf(cell: Figures, name: FigureName): number | null {
  const value = cell[name]
  return typeof value === 'number' ? value : (value.median_seconds ?? null)
}

/** The 90th percentile in seconds; null for counts, and where there is none. */
export function p90Of(cell: Figures, name: FigureName): number | null {
  const value = cell[name]
  return typeof value === 'number' ? null : (value.p90_seconds ?? null)
}

/** How many things a figure counts: of a span, the episodes that it is of. */
export function countOf(cell: Figures, name: FigureName): number {
  const value = cell[name]
  return typeof value === 'number' ? value : value.count
}

/** The counts of a day up to and including that hour, so that a day which is not over is compared with as much of another. */
export function untilHour(hours: Period['hours'], hour: number, name: FigureName): number {
  return hours.filter((cell) => cell.hour <= hour).reduce((sum, cell) => sum + countOf(cell, name), 0)
}

type Load = Now['agents'][number]

/** The busiest first; of equals, those who are there. */
export function byLoad(a: Load, b: Load): number {
  return b.open - a.open || Number(b.status !== 'offline') - Number(a.status !== 'offline')
}

/** The open conversations of who has most; at least 1, to divide by. */
export function mostOpen(loads: readonly Load[]): number {
  return Math.max(1, ...loads.map(({ open }) => open))
}
