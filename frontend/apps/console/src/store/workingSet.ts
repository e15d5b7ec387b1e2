import { ok } from '@kefu/api'
import type { ConversationStatus } from '@kefu/chat-client'
import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { api } from './api'
import { useDesk } from './desk'
import { conversationOf } from './wire'

/** What is worked on: known as a whole, so that it can be counted and put into any order without asking the desk. */
export type Worked = Exclude<ConversationStatus, 'resolved'>

/** `partial`: there are more than are kept. */
export type Extent = 'unknown' | 'partial' | 'whole'

/** Conversations in an answer: the most that the desk gives. */
const pageSize = 200

/**
 * A desk with more of them than this sees the newest counted as "at least": to count exactly what is mine and what is nobody's
 * would read all of them again whenever one is unknown, for a number that nobody works through.
 */
export const most = 10_000

/** After a failure, in milliseconds. */
const pause = 2000

/** How long the first page of a list has before its rest is read, in milliseconds. */
const courtesy = 150

/**
 * Reads all open and pending conversations once, behind the first page of the list; frames and `changes` keep them true
 * from then on. Nothing that enters the set can be missed: it is told by a frame, or asked for because it is not known.
 */
export const useWorkingSet = defineStore('working-set', () => {
  const desk = useDesk()
  const extent = reactive<Record<Worked, Extent>>({ open: 'unknown', pending: 'unknown' })
  let reading: symbol | undefined

  async function read(): Promise<void> {
    const mine = (reading = Symbol('reading'))
    await wait(courtesy)
    if (reading !== mine) return
    for (const status of ['open', 'pending'] as const) {
      let cursor: string | null = null
      let known = 0
      while (extent[status] === 'unknown') {
        try {
          const page: Awaited<ReturnType<typeof readPage>> = await readPage(status, cursor)
          if (reading !== mine) return
          desk.put(page.items.map(conversationOf))
          known += page.items.length
          cursor = page.next_cursor
          if (cursor === null) extent[status] = 'whole'
          else if (known >= most) extent[status] = 'partial'
        } catch {
          await wait(pause)
          if (reading !== mine) return
        }
      }
    }
  }

  watch(() => desk.client, () => {
    reading = undefined
    Object.assign(extent, { open: 'unknown', pending: 'unknown' })
  }, { flush: 'sync' })
  // What is read before the desk has welcomed us could change unseen.
  watch(() => desk.ready, (ready) => ready && void read(), { immediate: true })

  return { extent }
})

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function readPage(status: Worked, cursor: string | null) {
  return ok(api.GET('/api/v1/conversations', { params: { query: { status, limit: pageSize, ...(cursor === null ? {} : { cursor }) } } }))
}
