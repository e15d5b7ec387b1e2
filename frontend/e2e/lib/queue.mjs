// Many customers at once, made through the public interface. The desk must not limit rates.

/** How many calls are on their way at once. */
const WIDTH = 48

/** Calls `work` for 0 to count-1, a few at a time, and answers what they answered, in order. */
export async function inParallel(count, work) {
  const answers = new Array(count)
  let next = 0
  await Promise.all(Array.from({ length: Math.min(WIDTH, count) }, async () => {
    while (next < count) {
      const i = next++
      answers[i] = await work(i)
    }
  }))
  return answers
}

/** New customers who have each written once: `[{token, openid, name, id}]`, where `id` is the conversation's. */
export async function queue(desk, count, { name = i => `Customer ${i + 1}`, text = i => `Question ${i + 1}` } = {}) {
  return inParallel(count, async (i) => {
    const session = await desk.visitor(name(i))
    const { conversation_id: id } = await say(desk, session, text(i))
    return { ...session, name: name(i), id }
  })
}

/** A customer writes. */
export async function say(desk, { token }, text) {
  return desk.call('POST', '/my/messages', { token, body: { text } })
}

/** An agent answers. */
export async function answer(desk, key, conversation, text) {
  return desk.call('POST', `/conversations/${conversation}/messages`, { token: key, body: { text } })
}

/** All conversations that a query finds, in the desk's order. */
export async function listed(desk, query = 'status=open') {
  const all = []
  let cursor = null
  do {
    const page = await desk.call('GET', `/conversations?${query}&limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    all.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return all
}
