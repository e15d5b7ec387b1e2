import { shallowRef, watch, type Ref } from 'vue'
import { matchAny } from '../palette/match'
import { builtinReplies } from './builtin'
import type { CannedReply, CannedReplySource } from './source'

/** The canned replies in the agent's language; empty until they are there. */
export function useCannedReplies(locale: () => string, source: CannedReplySource = builtinReplies): Ref<readonly CannedReply[]> {
  const replies = shallowRef<readonly CannedReply[]>([])
  let latest = 0
  watch(locale, async (now) => {
    const mine = ++latest
    try {
      const list = await source.list(now)
      if (mine === latest) replies.value = list
    } catch {
      // The picker stays as it was; the next language, or the next page load, asks again.
    }
  }, { immediate: true })
  return replies
}

/** Those that a few letters mean, the best first: by title, in letters or sounds, then by what they say. */
export function findReplies(replies: readonly CannedReply[], query: string): readonly CannedReply[] {
  if (query.trim() === '') return replies
  return replies
    .map((reply) => ({ reply, score: matchAny(query, [reply.title, reply.id, reply.text]) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ reply }) => reply)
}
