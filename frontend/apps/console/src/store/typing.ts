import { defineStore } from 'pinia'
import { shallowReactive, watch } from 'vue'
import { useDesk } from './desk'

/** How long after the last word of it somebody still types, in milliseconds. */
const forgotten = 5000

/** Which customers type just now, in any conversation. */
export const useTyping = defineStore('typing', () => {
  const desk = useDesk()
  const typing = shallowReactive(new Map<string, ReturnType<typeof setTimeout>>())

  function begin(id: string): void {
    clearTimeout(typing.get(id))
    typing.set(id, setTimeout(() => typing.delete(id), forgotten))
  }

  function end(id: string): void {
    clearTimeout(typing.get(id))
    typing.delete(id)
  }

  watch(() => desk.client, (client) => {
    for (const id of [...typing.keys()]) end(id)
    client?.on('typing', ({ conversationId }) => {
      if (client === desk.client) begin(conversationId)
    })
  }, { immediate: true, flush: 'sync' })

  // What they typed is there.
  desk.onSummaries((changes) => {
    for (const { before, now } of changes) if (typing.has(now.id) && before && now.last_seq > before.last_seq) end(now.id)
  })

  /** Is the customer of this conversation typing? */
  function types(conversationId: string): boolean {
    return typing.has(conversationId)
  }

  return { types }
})
