// A laptop's lid is opened: thousands of conversations changed meanwhile. What that takes until the client's list is the
// desk's, in frames, bytes and milliseconds. By hand, against a real desk: node bench/lid.mjs [conversations] [round trip, ms]
import { chatClient, Device } from '../../../e2e/lib/chat-client.mjs'
import { Desk } from '../../../e2e/lib/desk.mjs'
import { Proxy } from '../../../e2e/lib/proxy.mjs'

const MANY = Number(process.argv[2] ?? 5_000)
const ROUND_TRIP = Number(process.argv[3] ?? 50)
const LINES = ['好的', 'Is the silver one in stock?', '您好，可以的！下午四点前付款今天就发，一般隔天到。', 'The parcel came this morning, but the box was open and the charger is missing. What shall I do now?']

async function all(items, f) {
  const queue = [...items.entries()]
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await f(next[1], next[0])
  }))
}

async function stored(desk) {
  const held = new Map()
  for (let cursor = ''; cursor !== null;) {
    const page = await desk.call('GET', `/conversations?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    for (const conversation of page.items) held.set(conversation.id, conversation)
    cursor = page.next_cursor
  }
  return held
}

const desk = await Desk.start({ KEFU_RATE_LIMITS: 'off' })
const proxy = await Proxy.start(desk.url, { delay: ROUND_TRIP / 2, random: () => 1 })
try {
  const sessions = []
  await all(Array.from({ length: MANY }), async (_, i) => { sessions[i] = await desk.visitor(`Customer ${i}`) })
  const write = n => all(sessions, ({ token }, i) => desk.call('POST', '/my/messages', { token, body: { client_id: `m${n}`, kind: 'text', text: `${n} ${LINES[i % LINES.length]}` } }))
  await write(1)

  const agent = await desk.agent('Han Mei')
  const device = new Device()
  const host = device.host()
  const heard = {}
  const module = await chatClient()
  const client = module.createChatClient({
    host: { ...host, openSocket: (url, protocol, events) => host.openSocket(url, protocol, { ...events, text: (text) => {
      const { type } = JSON.parse(text)
      heard[type] ??= { frames: 0, bytes: 0 }
      heard[type].frames++
      heard[type].bytes += Buffer.byteLength(text)
      const before = performance.now()
      events.text(text)
      heard[type].took = (heard[type].took ?? 0) + performance.now() - before
    } }) },
    url: `${proxy.url.replace('http', 'ws')}/ws`, role: 'agent', identity: agent.id, auth: { token: () => agent.key, renew: async () => 'retry' },
  })
  const opened = () => new Promise((resolve) => {
    const off = client.on('ready', () => {
      off()
      resolve()
    })
  })
  const first = opened()
  client.connect()
  await first
  client.conversations.put([...(await stored(desk)).values()])
  client.close()

  await write(2)
  const truth = await stored(desk)
  for (const type of Object.keys(heard)) delete heard[type]
  const whole = () => [...truth].every(([id, { rev, last_seq: last, unread }]) => {
    const known = client.conversations.get(id)
    return known?.rev === rev && known.last_seq === last && known.unread === unread
  })
  const again = opened()
  client.connect()
  await again
  const begun = performance.now()
  while (!whole()) await new Promise(resolve => setTimeout(resolve, 5))
  console.log(`${truth.size} conversations, round trip ${ROUND_TRIP} ms: whole ${(performance.now() - begun).toFixed(0)} ms after the welcome`)
  for (const [type, { frames, bytes, took }] of Object.entries(heard)) console.log(`${type}: ${frames} frames, ${bytes} bytes, ${took.toFixed(0)} ms in the client`)
  client.close()
} finally {
  await proxy.close()
  await desk.stop()
}
