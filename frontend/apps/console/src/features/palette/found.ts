import { ok } from '@kefu/api'
import type { Conversation } from '@kefu/chat-client'
import { plainName } from '@kefu/chat-ui'
import { computed, onScopeDispose, shallowRef, toRaw, watch, type ComputedRef } from 'vue'
import { api } from '../../store/api'
import { useDesk } from '../../store/desk'
import { conversationOf } from '../../store/wire'
import { matchAny } from './match'

/** How long typing must rest before the desk is asked, in milliseconds. */
const rest = 150
/** How many are shown. */
const most = 8

/** Conversations by the customer's name or a tag: at once among those that are known, then what the desk finds. */
export function useFound(query: () => string): ComputedRef<readonly Conversation[]> {
  const desk = useDesk()
  const answered = shallowRef<ReadonlySet<string>>(new Set())
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  async function ask(words: string, mine: number): Promise<void> {
    try {
      const page = await ok(api.GET('/api/v1/conversations', { params: { query: { q: words, limit: most } } }))
      if (mine !== latest) return
      desk.put(page.items.map(conversationOf))
      answered.value = new Set(page.items.map(({ id }) => id))
    } catch {
      // What is known is shown; the next letter asks again.
    }
  }

  watch(query, (now) => {
    clearTimeout(timer)
    answered.value = new Set()
    const mine = ++latest
    const words = now.trim()
    if (words !== '') timer = setTimeout(() => void ask(words, mine), rest)
  })
  onScopeDispose(() => clearTimeout(timer))

  return computed(() => {
    const words = query().trim()
    if (words === '') return []
    const hits = answered.value
    const scored: { conversation: Conversation; score: number }[] = []
    // As they are at this letter: to look through thousands again for each message that comes would stop the page.
    for (const conversation of toRaw(desk.summaries).values()) {
      if (conversation.last_seq === 0) continue
      const { customer, tags } = conversation
      const score = matchAny(words, [plainName(customer.name), customer.openid, ...(tags ?? [])]) + (hits.has(conversation.id) ? 1 : 0)
      if (score > 0) scored.push({ conversation, score })
    }
    return scored
      .sort((a, b) => b.score - a.score || b.conversation.updated_at.localeCompare(a.conversation.updated_at))
      .slice(0, most)
      .map(({ conversation }) => conversation)
  })
}
