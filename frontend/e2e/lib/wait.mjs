const EVERY = 50

/**
 * How long anything may take that must come, ms: so long that only what never comes takes it, on the slowest machine. A test
 * that needs it on a machine that is at rest waits for the wrong thing.
 */
export const PATIENCE = 30_000

/** Tries `check` until it stops throwing, and answers what it returned; rejects with its last error after `within` ms. */
export async function eventually(check, within = PATIENCE) {
  const end = Date.now() + within
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
    }
    await new Promise(resolve => setTimeout(resolve, EVERY))
  }
}
