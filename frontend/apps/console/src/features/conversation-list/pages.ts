import { ok } from '@kefu/api'
import { computed, reactive, ref, watch, type ComputedRef, type Ref } from 'vue'
import { api } from '../../store/api'
import { useDesk } from '../../store/desk'
import { useWorkingSet } from '../../store/workingSet'
import { conversationOf } from '../../store/wire'
import { comparePlaces, placeOf, type Place } from './order'
import type { ListView } from './view'

/** Conversations in a page: a few screens, so that the first is there at once. */
const pageSize = 50

/** How far the desk's pages of one view were read. */
interface Progress {
  cursor: string | null
  frontier: Place | null
  done: boolean
}

export interface Pages {
  /** The first page of this view is there. */
  loaded: ComputedRef<boolean>
  /** The last place of `newest` that pages have reached; null when they reached the end. */
  frontier: ComputedRef<Place | null>
  loading: Ref<boolean>
  /** What the last page failed with, until one succeeds. */
  failure: Ref<unknown>
  /** Reads the next page, if there is one and none is being read. */
  more: () => Promise<void>
}

/** The desk's pages of a view, read as far as somebody scrolled; not needed where the working set holds all of it. */
export function usePages(view: Ref<ListView>, agentId: Ref<string>): Pages {
  const desk = useDesk()
  const workingSet = useWorkingSet()
  const progress = reactive(new Map<string, Progress>())
  const loading = ref(false)
  const failure = ref<unknown>(null)

  const key = computed(() => `${view.value.status} ${view.value.who}`)
  const current = computed(() => progress.get(key.value))
  const whole = computed(() => {
    const { status } = view.value
    return (status === 'open' || status === 'pending') && workingSet.extent[status] === 'whole'
  })
  const frontier = computed(() => (whole.value || current.value?.done ? null : (current.value?.frontier ?? null)))

  async function more(): Promise<void> {
    if (loading.value || whole.value || current.value?.done) return
    const reading = key.value
    const before = progress.get(reading)
    loading.value = true
    try {
      const page = await ok(
        api.GET('/api/v1/conversations', { params: { query: queryOf(view.value, agentId.value, before?.cursor ?? null) } }),
      )
      const conversations = page.items.map(conversationOf)
      desk.put(conversations)
      progress.set(reading, reached(before, conversations.map((conversation) => placeOf(conversation, 'newest')), page.next_cursor))
      failure.value = null
    } catch (error) {
      failure.value = error
    } finally {
      loading.value = false
    }
    // The view was changed while its page was on the way.
    if (reading !== key.value) await first()
  }

  async function first(): Promise<void> {
    if (desk.ready && !current.value) await more()
  }

  watch([key, () => desk.ready], ([, ready], [, wasReady]) => {
    if (!ready && wasReady) progress.clear()
    void first()
  })
  // A desk that was away when the first page was asked for is asked again when it is back.
  watch(() => desk.online, (online) => online && void first())
  void first()

  return { frontier, loaded: computed(() => whole.value || current.value !== undefined), loading, failure, more }
}

function queryOf(view: ListView, agentId: string, cursor: string | null) {
  return {
    limit: pageSize,
    ...(view.status === 'all' ? {} : { status: view.status }),
    ...(view.who === 'mine' ? { assignee: agentId } : {}),
    ...(view.who === 'unassigned' ? { assignee: 'none' } : {}),
    ...(cursor === null ? {} : { cursor }),
  }
}

function reached(before: Progress | undefined, places: Place[], cursor: string | null): Progress {
  const all = before?.frontier ? [before.frontier, ...places] : places
  const frontier = all.sort(comparePlaces).at(-1) ?? null
  return { cursor, frontier, done: cursor === null }
}
