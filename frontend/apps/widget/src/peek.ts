import type { Bridge } from './bridge'

/** Between two looks, ms: a shop's visitors are many, and each open page of theirs asks. */
const EVERY = 15_000

/**
 * While the chat was not opened on this page, asks the desk for the unread count alone. Resolves when the chat is opened.
 */
export async function peek(bridge: Bridge, token: () => string | null): Promise<void> {
  const look = () => {
    if (document.visibilityState === 'visible') void count(token()).then(n => n !== null && bridge.tell({ kefu: 'unread', count: n }))
  }
  look()
  const timer = setInterval(look, EVERY)
  document.addEventListener('visibilitychange', look)
  await new Promise<void>((resolve) => {
    bridge.subscribe(() => {
      if (bridge.state.open) resolve()
    })
  })
  clearInterval(timer)
  document.removeEventListener('visibilitychange', look)
}

/** Null when it is not known: nobody is logged in, or the desk can't be reached. */
async function count(token: string | null): Promise<number | null> {
  if (token === null) return null
  try {
    const answer = await fetch('/api/v1/my/conversation', { headers: { Authorization: `Bearer ${token}` }, credentials: 'omit' })
    const { unread } = await answer.json() as { unread?: unknown }
    return answer.ok && typeof unread === 'number' ? unread : null
  } catch {
    return null
  }
}
