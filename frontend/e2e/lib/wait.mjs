const EVERY = 50

/** Tries `check` until it stops throwing, and answers what it returned; rejects with its last error after `within` ms. */
export async function eventually(check, within = 10_000) {
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
