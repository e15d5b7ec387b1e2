import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useListing, type Chosen } from './listing'
import { usePages } from './pages'
import { useSearch } from './search'
import { useListView } from './storedView'
import { inView, sortOf, type ListView } from './view'

export interface InboxList {
  /** Assigning shows and keeps it. */
  view: Ref<ListView>
  query: Ref<string>
  /** What is searched for; empty while the view is shown. */
  words: ComputedRef<string>
  ids: Readonly<Ref<readonly string[]>>
  loaded: ComputedRef<boolean>
  loading: ComputedRef<boolean>
  failure: ComputedRef<unknown>
  more: () => Promise<void>
}

/** The list of the inbox: of its view, or of what is searched for. */
export function useInboxList(agentId: Ref<string>): InboxList {
  const view = useListView()
  const query = ref('')
  const pages = usePages(view, agentId)
  const search = useSearch(query)

  const searching = computed(() => search.words.value !== '')
  const chosen = computed<Chosen>(() => {
    if (searching.value) return { belongs: search.belongs.value, sort: 'newest' }
    const shown = view.value
    const me = agentId.value
    return { belongs: (conversation) => inView(conversation, shown, me), sort: sortOf(shown) }
  })
  const ids = useListing(chosen, computed(() => (searching.value ? null : pages.frontier.value)))
  const source = computed(() => (searching.value ? search : pages))

  return {
    view,
    query,
    words: search.words,
    ids,
    // What is known by name shows before the desk has answered.
    loaded: computed(() => (searching.value ? search.loaded.value || ids.value.length > 0 : pages.loaded.value)),
    loading: computed(() => source.value.loading.value),
    failure: computed(() => source.value.failure.value),
    more: () => source.value.more(),
  }
}
