/**
 * A call that failed, as the desk's problem document (RFC 9457) tells it.
 *
 * `code` is one of the protocol's error codes; a call that never reached the
 * desk has status 0 and the code `unavailable`.
 */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly status: number,
    readonly code: string,
    /** A sentence for a developer; may be empty. */
    readonly detail: string,
    /** Finds the call in the desk's log; empty when the desk was not reached. */
    readonly requestId: string,
    options?: ErrorOptions,
  ) {
    super(detail || code, options)
  }
}

/** Reads a problem out of whatever a failed answer carried: a proxy's HTML page too. */
export function problemOf(status: number, body: unknown): Problem {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  return new Problem(
    status,
    text(fields.code) || codeOf(status),
    text(fields.detail) || text(fields.title),
    text(fields.request_id),
  )
}

/** The desk was not reached: no network, or no server. */
export function unreachable(cause: unknown): Problem {
  return new Problem(0, 'unavailable', '', '', { cause })
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function codeOf(status: number): string {
  switch (status) {
    case 400:
    case 422:
      return 'bad_request'
    case 401:
      return 'unauthorized'
    case 403:
      return 'forbidden'
    case 404:
      return 'not_found'
    case 409:
      return 'conflict'
    case 413:
      return 'too_large'
    case 429:
      return 'rate_limited'
    case 502:
    case 503:
    case 504:
      return 'unavailable'
    default:
      return 'internal'
  }
}
