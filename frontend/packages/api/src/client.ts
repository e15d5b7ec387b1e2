import createClient, { type Client } from 'openapi-fetch'
import { Problem, problemOf, unreachable } from './problem'
import type { paths } from './schema'

/** The desk's REST calls, typed by its OpenAPI document. */
export type Api = Client<paths>

export interface ApiOptions {
  /** Where the desk is; the page's own origin if left out. */
  origin?: string
  /** Stands in for the browser's fetch, in tests. */
  fetch?: (request: Request) => Promise<Response>
  /** Called when an answer is 401: the session has ended. */
  unauthorized?: () => void
}

/** Makes the client. Calls authenticate by the session's cookie, so it holds no token. */
export function createApi(options: ApiOptions = {}): Api {
  const client = createClient<paths>({
    baseUrl: options.origin ?? globalThis.location.origin,
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
    ...(options.fetch ? { fetch: options.fetch } : {}),
  })
  client.use({
    onResponse({ response }) {
      if (response.status === 401) options.unauthorized?.()
    },
    onError({ error }) {
      return error instanceof Problem ? error : unreachable(error)
    },
  })
  return client
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/**
 * The data of a call.
 * @throws Problem for every answer that is not 2xx, and when there is none.
 */
export async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw problemOf(response.status, error)
  return data as T
}
