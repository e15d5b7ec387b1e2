import { createApi, type Api } from '@kefu/api'

const listeners = new Set<() => void>()

/** The desk's REST calls. One client for the page, since it authenticates by the page's cookie. */
export const api: Api = createApi({ unauthorized: () => listeners.forEach((listener) => listener()) })

/** Calls `listener` whenever a call finds that the session has ended; returns how to stop that. */
export function onUnauthorized(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
