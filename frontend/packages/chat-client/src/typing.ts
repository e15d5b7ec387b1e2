import type { Cancel, Host } from './host'

/** Who types on the other side: forgotten by itself. */
export class TypingIn {
  private readonly people = new Map<string, { role: string, name: string, forget: Cancel }>()

  constructor(private readonly host: Host, private readonly forgotten: number, private readonly changed: () => void) {}

  who(): readonly { role: string, name: string }[] {
    return [...this.people.values()].map(({ role, name }) => ({ role, name }))
  }

  types(role: string, name: string): void {
    const key = `${role} ${name}`
    const known = this.people.get(key)
    known?.forget()
    this.people.set(key, { role, name, forget: this.host.setTimer(this.forgotten, () => this.stopped(role, name)) })
    if (known === undefined) this.changed()
  }

  /** Their message is there, or they went silent. */
  stopped(role: string, name: string): void {
    const key = `${role} ${name}`
    const known = this.people.get(key)
    if (known === undefined) return
    known.forget()
    this.people.delete(key)
    this.changed()
  }

  clear(): void {
    if (this.people.size === 0) return
    for (const { forget } of this.people.values()) forget()
    this.people.clear()
    this.changed()
  }
}

/** Turns keystrokes into a frame now and then. */
export class TypingOut {
  private lastAt = -Infinity

  constructor(private readonly host: Host, private readonly every: number, private readonly tell: () => void) {}

  key(): void {
    const now = this.host.now()
    if (now - this.lastAt < this.every && now >= this.lastAt) return
    this.lastAt = now
    this.tell()
  }

  /** The other side has stopped showing it. */
  rest(): void {
    this.lastAt = -Infinity
  }
}
