import type { Cancel } from '../src/host'

/** A clock that moves only when told, with its timers. */
export class FakeClock {
  now = Date.parse('2026-11-21T08:00:00.000Z')
  private timers: { at: number, order: number, f: () => void }[] = []
  private order = 0

  set(ms: number, f: () => void): Cancel {
    const timer = { at: this.now + ms, order: ++this.order, f }
    this.timers.push(timer)
    return () => { this.timers = this.timers.filter(t => t !== timer) }
  }

  /** Moves on, firing each timer at its time; promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.now + ms
    await settle()
    for (;;) {
      this.timers.sort((a, b) => a.at - b.at || a.order - b.order)
      const next = this.timers[0]
      if (next === undefined || next.at > end) break
      this.timers.shift()
      this.now = Math.max(this.now, next.at)
      next.f()
      await settle()
    }
    this.now = end
  }
}

/** Lets promises that are ready run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await Promise.resolve()
}
