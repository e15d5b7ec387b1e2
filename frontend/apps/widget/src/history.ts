/** How many messages are asked for at first: what fills a screen. */
export const FIRST_PAGE = 20

/** Asks for a page of the customer's messages: the newest, or the one before a seq. Rejects when the network fails. */
export function askHistory(token: string, { limit, beforeSeq }: { limit: number, beforeSeq?: number }): Promise<Response> {
  const query = new URLSearchParams({ limit: String(limit) })
  if (beforeSeq !== undefined) query.set('before_seq', String(beforeSeq))
  return fetch(`/api/v1/my/messages?${query.toString()}`, {
    headers: { Authorization: `Bearer ${token}` }, credentials: 'omit', signal: AbortSignal.timeout(15_000),
  })
}
