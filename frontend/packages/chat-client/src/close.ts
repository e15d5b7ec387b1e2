/** What a close code asks of the client: the table of close codes in protocol.md. */
export interface CloseVerdict {
  /** Milliseconds to wait at least, beside the backoff. */
  wait: number
  /** The credential has to be looked at before the next attempt. */
  refusal: 'token_expired' | 'revoked' | null
  /** Another connection took the place: stay away. */
  replaced: boolean
  /** A frame of ours broke the protocol: whatever was in flight must not go out forever. */
  poison: boolean
}

/** `random` spreads the waits of clients that were closed together. */
export function judgeClose(code: number, reason: string, random: () => number): CloseVerdict {
  const verdict: CloseVerdict = { wait: 0, refusal: null, replaced: false, poison: false }
  switch (code) {
    case 1001: // the server restarts: a short random wait
      return { ...verdict, wait: 200 + Math.floor(random() * 2_000) }
    case 1008:
      return { ...verdict, refusal: reason === 'revoked' ? 'revoked' : 'token_expired' }
    case 1009:
      return { ...verdict, poison: true }
    case 4000: // our own fault: gently, it may come again
      return { ...verdict, poison: true, wait: 5_000 }
    case 4009:
      return { ...verdict, replaced: true }
    case 4029:
      return { ...verdict, wait: 10_000 + Math.floor(random() * 10_000) }
    default: // 4008, 4010 and broken lines: the backoff alone
      return verdict
  }
}
