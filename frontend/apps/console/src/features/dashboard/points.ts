import type { Cell } from './asking'
import type { Figures, Period } from './figures'
import type { FigureWords } from './words'

/** A step of a chart over time. */
export interface Point {
  key: string
  /** For the axis. */
  short: string
  /** For the table and the tooltip. */
  long: string
  cell: Figures
  /** What narrows the period to it. */
  where: Pick<Cell, 'days' | 'hour'>
}

/** The period's days; of a period of one day, its hours. */
export function pointsOf(period: Period, words: FigureWords): readonly Point[] {
  if (period.from === period.to) {
    return period.hours.map((cell) => ({
      key: String(cell.hour),
      short: String(cell.hour),
      long: `${words.hour(cell.hour)}–${words.hour(cell.hour + 1)}`,
      cell,
      where: { days: { from: period.from, to: period.to }, hour: cell.hour },
    }))
  }
  return period.days.map((cell) => ({
    key: cell.date,
    short: words.day(cell.date),
    long: words.day(cell.date, 'long'),
    cell,
    where: { days: { from: cell.date, to: cell.date } },
  }))
}
