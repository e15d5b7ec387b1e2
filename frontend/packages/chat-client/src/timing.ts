import type { Timing } from './api'

export const TIMING: Timing = {
  pingAfter: 10_000,
  deadAfter: 5_000,
  pingEvery: 30_000,
  connectTimeout: 10_000,
  requestTimeout: 10_000,
  holeAfter: 500,
  backoffBase: 500,
  backoffCap: 30_000,
  stableAfter: 10_000,
  typingEvery: 3_000,
  typingForgotten: 5_000,
  pageSize: 50,
}
