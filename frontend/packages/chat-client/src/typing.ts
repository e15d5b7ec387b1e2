import type { Cancel, Host } from './host'

/** Who types elsewhere, by a key of theirs: forgotten by itself. */
export class TypingIn<Person> {
  private readonly people = new Map<string, { person: Person, forget: Cancel }>()

  constructor(private readonly host: Host, private readonly forgotten: number, private readonly changed: () => void) {}

  who(): readonly Person[] {
    return [...this.people.values()].map(({ person }) => person)
  }

  types(key: string, person: Person): void {
    const known = this.people.get(key)
    known?.forget()
    this.people.set(key, { person, forget: this.host.setTimer(this.forgotten, () => this.stopped(key)) })
    if (known === undefined) this.changed()
  }

  /** Their message is there, or they went silent. */
  stopped(key: string): void {
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
  private last = { at: -Infinity, internal: false }

  constructor(private readonly host: Host, private readonly every: number, private readonly tell: (internal: boolean) => void) {}

  /** A key for the other side, or for one's own only. */
  key(internal: boolean): void {
    const now = this.host.now()
    const { last } = this
    // What is internal is new to nobody who was told of the other.
    if (now - last.at < this.every && now >= last.at && (internal || !last.internal)) return
    this.last = { at: now, internal }
    this.tell(internal)
  }

  /** The other side has stopped showing it. */
  rest(): void {
    this.last = { at: -Infinity, internal: false }
  }
}
