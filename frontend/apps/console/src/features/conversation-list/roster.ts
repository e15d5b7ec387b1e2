import type { Conversation } from '@kefu/chat-client'
import { comparePlaces, placeOf, type Place, type Sort } from './order'

/**
 * The conversations of a view in their order. One that changes is taken out and put in where it belongs, so that a
 * change costs the same in a list of fifty and of five thousand.
 */
export class Roster {
  private places: Place[] = []
  private readonly held = new Map<string, Place>()

  /** Begins with those of `all` that belong. */
  constructor(all: Iterable<Conversation>, private readonly belongs: (conversation: Conversation) => boolean, private readonly sort: Sort) {
    for (const conversation of all) {
      if (!belongs(conversation)) continue
      const place = placeOf(conversation, sort)
      this.held.set(place.id, place)
      this.places.push(place)
    }
    this.places.sort(comparePlaces)
  }

  /** Takes a summary as it now stands; returns whether the list is another one for it. */
  update(conversation: Conversation): boolean {
    const before = this.held.get(conversation.id)
    const now = this.belongs(conversation) ? placeOf(conversation, this.sort) : undefined
    if (before && now && comparePlaces(before, now) === 0) return false
    if (before) {
      this.places.splice(this.indexOf(before), 1)
      this.held.delete(before.id)
    }
    if (now) {
      this.places.splice(this.indexOf(now), 0, now)
      this.held.set(now.id, now)
    }
    return before !== undefined || now !== undefined
  }

  /**
   * The ids in order. `frontier` is the last place that the desk's pages have reached, null when they reached the end:
   * what is known beyond it stays out, because others that stand between are not known yet.
   */
  ids(frontier: Place | null): string[] {
    const known = frontier === null ? this.places : this.places.slice(0, this.indexAfter(frontier))
    return known.map(({ id }) => id)
  }

  /** The index of a place, or where it would stand. */
  private indexOf(place: Place): number {
    let low = 0
    let high = this.places.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (comparePlaces(this.places[middle] as Place, place) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  private indexAfter(place: Place): number {
    const index = this.indexOf(place)
    const there = this.places[index]
    return there && comparePlaces(there, place) === 0 ? index + 1 : index
  }
}
