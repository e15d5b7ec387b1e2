import { ok } from '@kefu/api'
import type { Activity, History } from '@kefu/chat-client'
import { api } from './api'
import { activityOf, messageOf } from './wire'

/** Notes and events of a conversation in one answer. */
const activityPage = 200

/** Reads messages of a conversation in order: the newest page, or the page before a seq. */
export const readHistory: History = async (id, { beforeSeq, limit }) => {
  const page = await ok(
    api.GET('/api/v1/conversations/{id}/messages', {
      params: { path: { id }, query: { limit, ...(beforeSeq === undefined ? {} : { before_seq: beforeSeq }) } },
    }),
  )
  return page.items.map(messageOf)
}

/** Reads all notes and events of a conversation, oldest first. */
export async function readActivity(id: string): Promise<readonly Activity[]> {
  const all: Activity[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof readActivityPage>> = await readActivityPage(id, cursor)
    all.push(...page.items.map(activityOf))
    cursor = page.next_cursor
  } while (cursor !== null)
  return all
}

function readActivityPage(id: string, cursor: string | null) {
  return ok(
    api.GET('/api/v1/conversations/{id}/activity', {
      params: { path: { id }, query: { limit: activityPage, ...(cursor === null ? {} : { cursor }) } },
    }),
  )
}
