// The chat client and the real desk, with a bad network between them: everything that was written is stored once, in
// the order of its writer, and in the end everybody sees what is stored.
import assert from 'node:assert/strict'
import test from 'node:test'
import { chatClient } from './lib/chat-client.mjs'
import { Agent, Customer, readBack, shows } from './lib/crowd.mjs'
import { Desk } from './lib/desk.mjs'
import { Proxy } from './lib/proxy.mjs'
import { eventually } from './lib/wait.mjs'

const long = process.env.KEFU_TEST_LONG === '1'
const CROWD = long ? { customers: 24, agents: 5, seconds: 150, pause: 450 } : { customers: 8, agents: 3, seconds: 8, pause: 160 }
/** The contract's own times in the long form; in the short one they are shorter, so that all of it happens. */
const TIMING = long ? {} : { pingAfter: 2_000, deadAfter: 1_000, pingEvery: 3_000, connectTimeout: 3_000, requestTimeout: 3_000, backoffBase: 150, backoffCap: 2_000, stableAfter: 1_000 }
const NETWORK = long ? { delay: 250, every: 250, stall: 6_000 } : { delay: 40, every: 60, stall: 1_500 }
const SETTLED_WITHIN = long ? 120_000 : 60_000

const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))

/** Chance that a failed run can be repeated with: KEFU_TEST_SEED. The network's own timing can't. */
function chance(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A page of history by REST, through the same network; half of the clients read it by the socket instead. */
function history(base, token, path) {
  return async (id, { beforeSeq, limit }) => {
    const query = new URLSearchParams({ limit: String(limit), ...(beforeSeq === undefined ? {} : { before_seq: String(beforeSeq) }) })
    const answer = await fetch(`${base}/api/v1${path(id)}?${query}`, { headers: { Authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(10_000) })
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
    return (await answer.json()).items
  }
}

/** All messages of a conversation, straight from the desk. */
async function stored(desk, id) {
  const all = []
  for (;;) {
    const { items } = await desk.call('GET', `/conversations/${id}/messages?after_seq=${all.length}&limit=200`)
    if (items.length === 0) return all
    all.push(...items)
  }
}

async function people(module, desk, proxy) {
  const auth = token => ({ token: () => token, renew: async () => 'retry' })
  const url = `${proxy.url.replace('http', 'ws')}/ws`
  const made = []
  for (let i = 0; i < CROWD.customers; i++) {
    const session = await desk.visitor(`Customer ${i}`)
    const rest = i % 2 === 0 ? { history: history(proxy.url, session.token, () => '/my/messages') } : {}
    made.push(new Customer(module, session, { url, auth: auth(session.token), timing: TIMING, unknown: i % 3 === 0, ...rest }))
    // A second device of the same person, which writes as well.
    if (i % 4 === 0) made.push(new Customer(module, session, { url, auth: auth(session.token), timing: TIMING }))
  }
  for (let i = 0; i < CROWD.agents; i++) {
    const agent = await desk.agent(`Agent ${i}`)
    const rest = i % 2 === 0 ? { history: history(proxy.url, agent.key, id => `/conversations/${id}/messages`) } : {}
    made.push(new Agent(module, 'agent', agent.id, { url, auth: auth(agent.key), timing: TIMING, ...rest }))
  }
  return made
}

/** Everybody acts at random until the time is over. */
async function work(crowd, random) {
  const end = Date.now() + CROWD.seconds * 1000
  let n = 0
  await Promise.all(crowd.map(async (person) => {
    while (Date.now() < end) {
      await sleep(random() * 2 * CROWD.pause)
      // Now and then a burst, as people write.
      for (let burst = random() < 0.1 ? 6 : 1; burst > 0; burst--) person.act(random, `${person.identity} ${++n} 你好`)
    }
  }))
}

test('the chat client against the real desk, over a bad network', { timeout: long ? 600_000 : 240_000 }, async (t) => {
  const seed = Number(process.env.KEFU_TEST_SEED || Date.now() % 1e9)
  const random = chance(seed)
  const desk = await Desk.start()
  const proxy = await Proxy.start(desk.url, { delay: NETWORK.delay, random })
  let crowd = []
  try {
    crowd = await people(await chatClient(), desk, proxy)
    for (const person of crowd) person.start()
    proxy.rage(NETWORK)
    await work(crowd, random)
    proxy.calm()

    // Whoever waits is told that the network is back, as an operating system tells.
    await eventually(() => {
      for (const person of crowd) if (person.client.connection.name === 'waiting') person.device.hint('online')
      const busy = crowd.filter(person => !person.quiet).map(person => `${person.identity} ${person.client.connection.name}`)
      assert.deepEqual(busy, [], 'everybody is connected and has nothing left to send')
    }, SETTLED_WITHIN)
    assert.deepEqual(crowd.flatMap(person => person.faults), [])
    t.diagnostic(`seed ${seed}, ${crowd.flatMap(p => p.wrote).length} messages; the network: ${JSON.stringify(proxy.counts)}`)
    await compare(desk, crowd)
  } catch (error) {
    error.message += ` (KEFU_TEST_SEED=${seed})`
    throw error
  } finally {
    for (const person of crowd) person.client?.close()
    await proxy.close()
    await desk.stop()
  }
})

/** What the desk holds, straight from it. */
async function truth(desk) {
  const { items: conversations } = await desk.call('GET', '/conversations?limit=200')
  const histories = new Map()
  for (const { id } of conversations) histories.set(id, await stored(desk, id))
  const idOf = new Map(conversations.map(({ id, customer }) => [customer.openid, id]))
  return { conversations, histories, idOf }
}

/** Everybody sees in the end what is stored, and what is stored is what was written. A mark of something read may still be on its way. */
async function compare(desk, crowd) {
  const agents = crowd.filter(person => person.role === 'agent')
  const { histories } = await truth(desk)
  for (const agent of agents) agent.openAll(histories.keys())
  await eventually(async () => {
    const held = await truth(desk)
    wrote(held, crowd)
    for (const agent of agents) await agentSees(held, agent)
    for (const customer of crowd.filter(person => person.role === 'customer')) await customerSees(held, customer)
  }, SETTLED_WITHIN)
}

/** Stored: each once, in its writer's order, without a hole; and nothing that nobody wrote. */
function wrote({ conversations, histories, idOf }, crowd) {
  const all = [...histories.values()].flat()
  assert.equal(all.length, crowd.flatMap(person => person.wrote).length, 'as many as were written')
  assert.equal(new Set(all.map(m => `${m.conversation_id} ${m.client_id}`)).size, all.length, 'each once')
  for (const history of histories.values()) assert.deepEqual(history.map(m => m.seq), history.map((_, i) => i + 1))
  for (const person of crowd) {
    for (const [id, history] of histories) {
      const wrote = person.wrote.filter(([where]) => (idOf.get(where) ?? where) === id).map(([, clientId]) => clientId)
      const kept = new Set(wrote)
      assert.deepEqual(history.map(m => m.client_id).filter(c => kept.has(c)), wrote, `what ${person.identity} wrote in ${id} is in its order`)
    }
  }
  for (const { id, unread } of conversations) assert.equal(unread, recount(histories.get(id), 'customer'), `unread of ${id} is exact at the desk`)
}

async function agentSees({ conversations, histories }, agent) {
  const who = `agent ${agent.identity}`
  for (const [id, view] of agent.views) {
    await readBack(view)
    shows(view, histories.get(id), who)
    const now = conversations.find(c => c.id === id)
    assert.equal(view.state.unread, now.unread, `${who}: unread of ${id}`)
    const stands = c => [c.last_seq, c.rev, c.unread, c.status, c.last_message.id]
    assert.deepEqual(stands(agent.client.conversations.get(id)), stands(now), `${who}: the summary of ${id}`)
  }
  assert.equal(agent.client.unreadTotal, conversations.reduce((sum, { unread }) => sum + unread, 0), `${who}: the total of the unread`)
}

async function customerSees({ histories, idOf }, customer) {
  const who = `customer ${customer.identity}`
  const history = histories.get(idOf.get(customer.identity)) ?? []
  const view = customer.client.own
  await readBack(view)
  shows(view, history, who)
  assert.equal(view.state.unread, recount(history, 'desk'), `${who}: unread`)
}

/** The other side's messages that were neither read nor recalled. */
function recount(history, from) {
  return history.filter(m => (m.sender.role === 'customer') === (from === 'customer') && m.read_at == null && m.recalled_at == null).length
}
