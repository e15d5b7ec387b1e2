import { ok, type Agent } from '@kefu/api'
import { api } from './api'

/** All agents, the disabled too, page by page. Rejects as any call does. */
export async function readAgents(): Promise<Agent[]> {
  const all: Agent[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(cursor)
    all.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return all
}

function readPage(cursor: string | null) {
  return ok(api.GET('/api/v1/agents', { params: { query: { limit: 200, ...(cursor === null ? {} : { cursor }) } } }))
}
