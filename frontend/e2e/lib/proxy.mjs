// A bad network between clients and a desk: TCP that is slow, stalls, goes silent and breaks. It loses and doubles no
// byte of a connection that lives.
import net from 'node:net'

export class Proxy {
  /** What was done to whom: for the report. */
  counts = { connections: 0, cuts: 0, stalls: 0, silenced: 0, refused: 0 }
  #lines = new Set()
  #closed = false
  #refusing = false
  #timer = null

  /** `delay` is the most that each piece waits, ms; `random` answers numbers in [0, 1). */
  static async start(target, { delay = 0, random = Math.random } = {}) {
    const proxy = new Proxy(new URL(target), delay, random)
    await new Promise((resolve, reject) => {
      proxy.server.once('error', reject)
      proxy.server.listen(0, '127.0.0.1', resolve)
    })
    return proxy
  }

  constructor(target, delay, random) {
    Object.assign(this, { target, delay, random })
    this.server = net.createServer(socket => this.#accept(socket))
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}`
  }

  #accept(near) {
    if (this.#refusing) {
      this.counts.refused++
      near.destroy()
      return
    }
    this.counts.connections++
    const far = net.connect(Number(this.target.port), this.target.hostname)
    const line = { near, far, stalledUntil: 0, silent: false }
    this.#lines.add(line)
    const over = () => {
      this.#lines.delete(line)
      near.destroy()
      far.destroy()
    }
    for (const [from, to] of [[near, far], [far, near]]) {
      from.on('error', over)
      from.setNoDelay(true)
      this.#carry(line, from, to, over)
    }
  }

  /** Passes pieces on in their order, each late by chance. */
  #carry(line, from, to, over) {
    let last = 0
    let queue = Promise.resolve()
    const later = (f) => {
      last = Math.max(last, Date.now() + this.random() * this.delay)
      const due = last
      queue = queue.then(async () => {
        await until(due)
        // A stall may begin, or be drawn out, while a piece waits.
        while (Date.now() < line.stalledUntil) await until(line.stalledUntil)
        if (!line.silent) f()
      })
    }
    from.on('data', piece => later(() => to.destroyed || to.write(piece)))
    from.on('end', () => later(() => to.end()))
    from.on('close', () => later(over))
  }

  /** Does something to a line chosen by chance. */
  #harm({ stall, silence }) {
    const lines = [...this.#lines]
    const line = lines[Math.floor(this.random() * lines.length)]
    if (line === undefined) return
    const what = this.random()
    if (what < 0.45) {
      this.counts.cuts++
      line.near.destroy()
      line.far.destroy()
      this.#lines.delete(line)
    } else if (what < 1 - silence) {
      this.counts.stalls++
      line.stalledUntil = Date.now() + this.random() * stall
    } else {
      // Neither end is told: only who listens for silence finds out.
      this.counts.silenced++
      line.silent = true
    }
  }

  /** From now on, about every `every` ms, a line is cut, stalls for up to `stall` ms, or falls silent for good. */
  rage({ every, stall, silence = 0.1 }) {
    const next = () => {
      this.#timer = setTimeout(() => {
        this.#harm({ stall, silence })
        this.#refusing = this.random() < 0.1
        next()
      }, this.random() * 2 * every)
    }
    next()
  }

  /** The network is gone: every line breaks, and none can be made until `calm`. */
  cut() {
    this.#refusing = true
    for (const { near, far } of this.#lines) {
      near.destroy()
      far.destroy()
    }
    this.#lines.clear()
  }

  /** The network is good again; what fell silent stays so. */
  calm() {
    clearTimeout(this.#timer)
    this.#refusing = false
    this.delay = 0
  }

  async close() {
    if (this.#closed) return
    this.#closed = true
    this.calm()
    for (const { near, far } of this.#lines) {
      near.destroy()
      far.destroy()
    }
    await new Promise(resolve => this.server.close(resolve))
  }
}

async function until(instant) {
  const wait = instant - Date.now()
  if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
}
