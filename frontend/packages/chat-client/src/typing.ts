import type { Timing } from './api'
import type { Cancel, Host } from './host'
import type { AgentRef, Message } from './wire/types'

/** Who types in a conversation: on the other side, among one's own, and we ourselves. */
export class Typing {
  private readonly others: TypingIn<{ role: string, name: string }>
  private readonly writers: TypingIn<AgentRef>
  private readonly own: TypingOut

  constructor(private readonly role: 'customer' | 'agent', host: Host, timing: Timing, changed: () => void, tell: (internal: boolean) => void) {
    this.others = new TypingIn(host, timing.typingForgotten, changed)
    this.writers = new TypingIn(host, timing.typingForgotten, changed)
    this.own = new TypingOut(host, timing.typingEvery, tell)
  }

  /** Somebody types; `myId` is who we are. */
  types({ role, name, id }: { role: string, name: string, id?: string | null }, myId: string | null): void {
    if (this.role === 'customer' || role === 'customer') this.others.types(`${role} ${name}`, { role, name })
    else if (id != null && id !== myId) this.writers.types(id, { id, name })
  }

  /** What they wrote is there. */
  wrote({ role, id, name }: Message['sender']): void {
    this.others.stopped(`${role} ${name}`)
    if (role === 'agent') this.writers.stopped(id)
  }

  /** The other side is gone. */
  left(): void {
    this.others.clear()
  }

  clear(): void {
    this.others.clear()
    this.writers.clear()
  }

  key(internal: boolean): void {
    this.own.key(internal)
  }

  /** A message ends the typing on the other side: the next key is told at once. */
  rest(): void {
    this.own.rest()
  }

  get state(): { typing: readonly { role: string, name: string }[], writers: readonly AgentRef[] } {
    return { typing: this.others.who(), writers: this.writers.who() }
  }
}

/** Who types elsewhere, by a key of theirs: forgotten by itself. */
class TypingIn<Person> {
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
class TypingOut {
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
