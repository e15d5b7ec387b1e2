import type { Conversation } from '@kefu/chat-client'
import { onScopeDispose, shallowRef, toRaw, watch, type Ref, type ShallowRef } from 'vue'
import { useDesk } from '../../store/desk'
import { useTally } from '../../store/tally'
import type { Place, Sort } from './order'
import { Roster } from './roster'

/** The list is drawn anew at most this often, in milliseconds: a busy desk moves fifty conversations a second. */
const drawEvery = 200

/** What a listing holds: which summaries, and in which order. */
export interface Chosen {
  belongs: (conversation: Conversation) => boolean
  sort: Sort
}

/** The ids of what `chosen` says, in order, kept true by the desk's events. */
export function useListing(chosen: Ref<Chosen>, frontier: Ref<Place | null>): Readonly<ShallowRef<readonly string[]>> {
  const desk = useDesk()
  // What is counted above a list has heard of a change before the list has.
  useTally()
  const ids = shallowRef<readonly string[]>([])
  const all = () => toRaw(desk.summaries).values()
  let roster = new Roster(all(), chosen.value.belongs, chosen.value.sort)
  let rest: ReturnType<typeof setTimeout> | undefined
  let stale = false

  function draw() {
    stale = false
    // Orders by waiting or priority know no pages: what is there is shown in order.
    ids.value = roster.ids(chosen.value.sort === 'newest' ? frontier.value : null)
  }

  function drawSoon() {
    if (rest !== undefined) {
      stale = true
      return
    }
    draw()
    rest = setTimeout(() => {
      rest = undefined
      if (stale) drawSoon()
    }, drawEvery)
  }

  watch([chosen, () => desk.client], () => {
    roster = new Roster(all(), chosen.value.belongs, chosen.value.sort)
    draw()
  }, { immediate: true, flush: 'sync' })
  watch(frontier, draw, { flush: 'sync' })

  const unsubscribe = desk.onSummaries((changes) => {
    let moved = false
    for (const { now } of changes) moved = roster.update(now) || moved
    if (moved) drawSoon()
  })
  onScopeDispose(() => {
    unsubscribe()
    clearTimeout(rest)
  })

  return ids
}
