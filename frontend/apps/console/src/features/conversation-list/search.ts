import { ok } from '@kefu/api'
import type { Conversation } from '@kefu/chat-client'
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { api } from '../../store/api'
import { useDesk } from '../../store/desk'
import { isListed } from '../../store/tally'
import { conversationOf } from '../../store/wire'

/** How long typing must rest before the desk is asked, in milliseconds. */
const rest = 200

const pageSize = 50

export interface Search {
  /** What is searched for; empty for nothing. */
  words: ComputedRef<string>
  /** Does it belong to what was found? Another function whenever the answer may be another. */
  belongs: ComputedRef<(conversation: Conversation) => boolean>
  /** The desk has answered. */
  loaded: Ref<boolean>
  loading: Ref<boolean>
  failure: Ref<unknown>
  /** Reads the next page of what was found, or the first again after a failure. */
  more: () => Promise<void>
}

/** Finds conversations of any status by the customer's name or id: at once among those that are known, then at the desk. */
export function useSearch(query: Ref<string>): Search {
  const desk = useDesk()
  const words = computed(() => query.value.trim())
  const hits = shallowRef<ReadonlySet<string>>(new Set())
  const loaded = ref(false)
  const loading = ref(false)
  const failure = ref<unknown>(null)
  let cursor: string | null = null
  let asked: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  const belongs = computed(() => {
    const found = hits.value
    const name = fold(words.value)
    return (conversation: Conversation) => isListed(conversation) && (found.has(conversation.id) || isCalled(conversation, name))
  })

  async function more(): Promise<void> {
    if (words.value === '' || loading.value || (loaded.value && cursor === null)) return
    const mine = latest
    loading.value = true
    try {
      const page = await ok(
        api.GET('/api/v1/conversations', { params: { query: { q: words.value, limit: pageSize, ...(cursor === null ? {} : { cursor }) } } }),
      )
      if (mine !== latest) return
      desk.put(page.items.map(conversationOf))
      hits.value = new Set([...hits.value, ...page.items.map(({ id }) => id)])
      cursor = page.next_cursor
      loaded.value = true
      failure.value = null
    } catch (error) {
      if (mine === latest) failure.value = error
    } finally {
      if (mine === latest) loading.value = false
    }
  }

  watch(words, () => {
    latest++
    cursor = null
    hits.value = new Set()
    loaded.value = loading.value = false
    failure.value = null
    clearTimeout(asked)
    asked = setTimeout(() => void more(), rest)
  })
  onScopeDispose(() => clearTimeout(asked))

  return { words, belongs, loaded, loading, failure, more }
}

function isCalled({ customer }: Conversation, name: string): boolean {
  return fold(customer.name).includes(name) || customer.openid.toLowerCase() === name
}

/** As one writes a name without care. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
