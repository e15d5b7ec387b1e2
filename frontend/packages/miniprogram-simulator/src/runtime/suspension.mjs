/**
 * The mini-program's share of time. WeChat suspends its JavaScript a while after it went to the background: timers that
 * are due and answers that arrive wait until it comes back.
 */
export class Suspension {
  suspended = false
  #waiting = []
  #timers = new Map()
  #next = 0

  constructor(onError) {
    this.onError = onError
  }

  /** Runs `f` now, or when the app is back. */
  run(f) {
    if (this.suspended) return void this.#waiting.push(f)
    try {
      f()
    } catch (error) {
      this.onError(error)
    }
  }

  suspend() {
    this.suspended = true
  }

  resume() {
    this.suspended = false
    for (const f of this.#waiting.splice(0)) this.run(f)
  }

  /** Ends all timers, for good. */
  stop() {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.suspended = true
  }

  /** What the mini-program sees as setTimeout and its siblings. */
  globals() {
    const begin = (set, once) => (f, ms = 0, ...rest) => {
      const id = ++this.#next
      this.#timers.set(id, set(() => this.run(() => {
        if (!this.#timers.has(id)) return
        if (once) this.#timers.delete(id)
        f(...rest)
      }), ms))
      return id
    }
    const end = clear => (id) => {
      clear(this.#timers.get(id))
      this.#timers.delete(id)
    }
    return { setTimeout: begin(setTimeout, true), clearTimeout: end(clearTimeout), setInterval: begin(setInterval, false), clearInterval: end(clearInterval) }
  }
}
