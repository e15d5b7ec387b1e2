// What the client costs an agent's page for each frame, by the number of conversations and the length of the history that
// is loaded: processor time and garbage. By hand: node --expose-gc bench/console.mjs [another client's src/index.ts]
import path from 'node:path'
import { build } from 'esbuild'

const source = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../src/index.ts'))
const { outputFiles: [bundle] } = await build({ entryPoints: [source], bundle: true, write: false, format: 'esm', platform: 'neutral', target: 'es2022' })
const { createChatClient } = await import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`)

const time = n => new Date(Date.parse('2026-11-21T08:00:00.000Z') + n).toISOString()
const message = (id, seq, role) => ({
  id: `${id}-${seq}`, conversation_id: id, openid: `o-${id}`, seq, client_id: `c-${id}-${seq}`,
  sender: { role, id: role === 'agent' ? '3' : `o-${id}`, name: 'Li Lei' }, kind: 'text', text: `This is what was written as number ${seq}.`,
  created_at: time(seq), read_at: null, recalled_at: null,
})
const summary = (id, seq) => ({
  id, customer: { openid: `o-${id}`, name: `Customer ${id}`, channel: 'web', online: true }, status: 'open', assignee: null, tags: ['vip'], priority: 'normal',
  last_seq: seq, rev: seq, last_message: message(id, seq, 'customer'), unread: 1, waiting_since: null, created_at: time(0), updated_at: time(seq),
})

/** A page with `count` conversations, of which the first is open with `length` messages. */
async function page(count, length) {
  let socket
  const sent = []
  const client = createChatClient({
    host: {
      openSocket: (_url, _protocol, events) => {
        socket = events
        return { send: text => sent.push(JSON.parse(text)), close() {} }
      },
      setTimer: () => () => {}, now: () => Date.now(), random: Math.random, newId: () => String(Math.random()),
      storage: { get: () => null, set() {}, remove() {}, keys: () => [] }, onHint: () => () => {},
    },
    url: 'ws://desk', role: 'agent', identity: '3', auth: { token: () => null, renew: async () => 'retry' },
    history: async (_id, { beforeSeq, limit }) => {
      const last = (beforeSeq ?? length + 1) - 1
      return Array.from({ length: Math.min(limit, last) }, (_, i) => message('1', last - Math.min(limit, last) + 1 + i, i % 2 ? 'agent' : 'customer'))
    },
  })
  const say = frame => socket.text(JSON.stringify(frame))
  client.connect()
  await null
  await null
  await null
  socket.open()
  say({
    type: 'welcome', session_id: 's', server_time: time(0), me: { role: 'agent', id: '3', name: 'Han' }, unread_total: 0, cursor: 'c',
    limits: { max_frame_bytes: 65536, max_text_chars: 4000, frames_per_second: 20, max_upload_bytes: 1, upload_types: [] },
  })
  client.conversations.put(Array.from({ length: count }, (_, i) => summary(String(i + 1), i === 0 ? length : 10)))
  const view = client.open('1')
  await new Promise(resolve => setImmediate(resolve))
  const sync = sent.findLast(frame => frame.type === 'sync')
  say({ type: 'synced', id: sync.id, conversation_id: '1', messages: [], has_more: false, rev: length, read_seq: { customer: 0, desk: length }, unread: 0, activity: [] })
  while (view.state.hasOlder) await view.loadOlder(200)
  let seen = 0
  view.subscribe(() => { seen += view.state.items.length })
  client.on('conversations', ({ ids }) => { for (const id of ids) seen += client.conversations.get(id).unread })
  return { client, view, say, sent, seen: () => seen, length, count }
}

const KINDS = {
  'a message, not opened': (p, n) => {
    const id = String(2 + (n % (p.count - 1)))
    const seq = 11 + Math.floor(n / (p.count - 1))
    return { type: 'message', message: message(id, seq, 'customer'), conversations: [{ id, rev: seq, unread: seq }] }
  },
  'a message, open': (p, n) => {
    const seq = p.length + 1 + n
    return { type: 'message', message: message('1', seq, n % 2 ? 'agent' : 'customer'), conversations: [{ id: '1', rev: seq, unread: n + 1 }] }
  },
  'a receipt, open': (p, n) => ({ type: 'receipt', conversation_id: '1', reader: 'customer', seq: 1 + n * 2, read_at: time(n) }),
  'typing, open': (p, n) => ({ type: 'typing', conversation_id: '1', who: { role: n % 2 ? 'agent' : 'customer', name: `n${n}` } }),
  'presence': (p, n) => ({ type: 'presence', conversation_id: String(1 + (n % p.count)), online: n % 2 === 0 }),
}

async function measure(kind, count, length) {
  const p = await page(count, length)
  if (p.view.state.headSeq !== length) throw new Error(`${p.view.state.headSeq} messages are loaded`)
  const frames = Array.from({ length: 900 }, (_, n) => KINDS[kind](p, n))
  for (const frame of frames.slice(0, 300)) p.say(frame)
  globalThis.gc?.()
  const heap = process.memoryUsage().heapUsed
  const before = process.cpuUsage()
  for (const frame of frames.slice(300)) p.say(frame)
  const { user } = process.cpuUsage(before)
  const grown = process.memoryUsage().heapUsed - heap
  return `${(user / 600).toFixed(0).padStart(6)} µs ${(grown / 600 / 1024).toFixed(1).padStart(7)} KiB`
}

const SIZES = [[500, 100], [5_000, 100], [5_000, 10_000]]
console.log(`${'for each frame'.padEnd(24)}${SIZES.map(([count, length]) => `${count} × ${length}`.padStart(22)).join('')}`)
for (const kind of Object.keys(KINDS)) {
  const cells = []
  for (const [count, length] of SIZES) cells.push((await measure(kind, count, length)).padStart(22))
  console.log(kind.padEnd(24) + cells.join(''))
}
