/** Gathers what is to be told, so that a frame that changes something three times is told of once. */
export class Batch {
  private depth = 0
  private due = new Set<() => void>()

  /** Calls `f`; what is told within is told once, at its end. */
  run(f: () => void): void {
    this.depth++
    try {
      f()
    } finally {
      this.depth--
      if (this.depth === 0 && this.due.size > 0) this.flush()
    }
  }

  /** Calls `listener` at the end of what runs, or at once if nothing does. It must not throw. */
  tell(listener: () => void): void {
    if (this.depth === 0) listener()
    else this.due.add(listener)
  }

  private flush(): void {
    const { due } = this
    this.due = new Set()
    for (const listener of due) listener()
  }
}
