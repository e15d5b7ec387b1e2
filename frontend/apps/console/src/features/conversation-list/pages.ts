import { ok } from '@kefu/api'
import { computed, reactive, ref, watch, type ComputedRef, type Ref } from 'vue'
import { api } from '../../store/api'
import { useDesk } from '../../store/desk'
import { conversationOf } from '../../store/wire'
import { comparePlaces, listed, placeOf, type ListView, type Place } from './view'

/** Conversations in a page. */
const pageSize = 50

/** How far the desk's pages of one view were read. */
interface Progress {
  cursor: string | null
  frontier: Place | null
  done: boolean
}

export interface ConversationPages {
  /** The ids to be listed, newest activity first. */
  ids: ComputedRef<readonly string[]>
  /** The first page of this view is there. */
  loaded: ComputedRef<boolean>
  loading: Ref<boolean>
  /** What the last page failed with, until one succeeds. */
  failure: Ref<unknown>
  /** Reads the next page, if there is one and none is being read. */
  more: () => Promise<void>
}

/** The list of a view: its pages read as far as somebody scrolled, and kept true by the desk's events. */
export function useConversationPages(view: Ref<ListView>, agentId: Ref<string>): ConversationPages {
  const desk = useDesk()
  const progress = reactive(new Map<string, Progress>())
  const loading = ref(false)
  const failure = ref<unknown>(null)

  const key = computed(() => `${view.value.status} ${view.value.who}`)
  const current = computed(() => progress.get(key.value))
  const ids = computed(() => {
    if (!current.value) return []
    const frontier = current.value.done ? null : current.value.frontier
    return listed(desk.summaries.values(), view.value, agentId.value, frontier)
  })

  async function more(): Promise<void> {
    if (loading.value || current.value?.done) return
    const reading = key.value
    const before = progress.get(reading)
    loading.value = true
    try {
      const page = await ok(
        api.GET('/api/v1/conversations', { params: { query: queryOf(view.value, agentId.value, before?.cursor ?? null) } }),
      )
      const conversations = page.items.map(conversationOf)
      desk.put(conversations)
      progress.set(reading, reached(before, conversations.map(placeOf), page.next_cursor))
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
  void first()

  return { ids, loaded: computed(() => current.value !== undefined), loading, failure, more }
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
