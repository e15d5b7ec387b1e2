import { ok } from '@kefu/api'
import { api } from '../../store/api'
import type { Counted, FigureName, Now, NowName, Period } from './figures'
import type { Days } from './period'

/** Of which conversations a period is counted. */
export interface Scope {
  channel?: 'wechat' | 'web'
  /** An agent's id, or `none` for nobody's. */
  agent?: string
}

/** A cell of a table: what its figure counts. */
export interface Cell {
  figure: FigureName | NowName
  /** Left out for figures of this moment. */
  days?: Days
  scope: Scope
  /** 1 is Monday. */
  weekday?: number
  hour?: number
}

export type Table = 'days' | 'hours' | 'weekdays' | 'week_hours' | 'agents' | 'channels'

/** The zone that days and hours are of. */
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

export const askNow = (): Promise<Now> => ok(api.GET('/api/v1/stats/now'))

export const askPeriod = (days: Days, scope: Scope): Promise<Period> =>
  ok(api.GET('/api/v1/stats/period', { params: { query: { ...days, ...scope, tz: zone() } } }))

/** A page of the conversations that a cell counts. */
export function askCounted(cell: Cell, sort: 'newest' | 'longest', cursor: string | null): Promise<{ items: Counted[]; next_cursor?: string | null }> {
  return ok(api.GET('/api/v1/stats/conversations', { params: { query: { ...queryOf(cell), sort, limit: 50, ...(cursor === null ? {} : { cursor }) } } }))
}

/** Where a table of the period lies as CSV. */
export function tableLink(table: Table, days: Days, scope: Scope): string {
  return link({ table, ...days, ...scope, tz: zone() })
}

/** Where the conversations that a cell counts lie as CSV. */
export function countedLink(cell: Cell): string {
  return link({ table: 'conversations', ...queryOf(cell) })
}

function queryOf({ figure, days, scope, weekday, hour }: Cell) {
  return {
    figure,
    ...(days ? { ...days, tz: zone() } : {}),
    ...scope,
    ...(weekday === undefined ? {} : { weekday }),
    ...(hour === undefined ? {} : { hour }),
  }
}

function link(query: Record<string, string | number | undefined>): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string | number] => pair[1] !== undefined)
  return `/api/v1/stats/export?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`
}
