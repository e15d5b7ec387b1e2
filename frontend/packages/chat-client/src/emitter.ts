import type { Cancel } from './host'

/** Typed events. A listener that throws does not keep the others from hearing; its error goes to `broken`. */
export class Emitter<Events> {
  private readonly listeners = new Map<keyof Events, Set<(event: never) => void>>()

  constructor(private readonly broken: (error: unknown) => void) {}

  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): Cancel {
    const set = this.listeners.get(type) ?? new Set()
    this.listeners.set(type, set)
    set.add(listener)
    return () => void set.delete(listener)
  }

  emit<K extends keyof Events>(type: K, event: Events[K]): void {
    for (const listener of [...(this.listeners.get(type) ?? [])]) {
      try {
        (listener as (event: Events[K]) => void)(event)
      } catch (error) {
        this.broken(error)
      }
    }
  }
}
