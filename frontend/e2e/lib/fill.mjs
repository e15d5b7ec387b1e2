// Writes a long conversation the way people do: by the socket, one side after the other. The desk must not limit rates.
import WebSocket from 'ws'

/** How many may be on their way at once. */
const FLIGHT = 200
/** How many one side writes before the other answers. */
const TURN = 5

const LINES = ['好的', 'Is the silver one in stock?', '您好，可以的！下午四点前付款今天就发，一般隔天到。', 'Thank you!', 'The parcel came this morning, but the box was open and the charger is missing. What shall I do now? I took a picture of it.']

/** Writes `count` messages into a customer's conversation and answers its id. */
export async function fill(desk, session, agentKey, count) {
  const customer = await open(desk, session.token)
  const agent = await open(desk, agentKey)
  await customer.send({ text: 'message 1' })
  const { id } = await desk.call('GET', '/my/conversation', { token: session.token })
  for (let n = 2; n <= count; n += FLIGHT) {
    const batch = Array.from({ length: Math.min(FLIGHT, count - n + 1) }, (_, i) => n + i)
    await Promise.all(batch.map((m) => {
      const text = `message ${m} ${LINES[m % LINES.length]}`
      return Math.floor(m / TURN) % 2 === 0 ? customer.send({ text }) : agent.send({ text, conversation_id: id })
    }))
  }
  customer.close()
  agent.close()
  return id
}

async function open(desk, token) {
  const socket = new WebSocket(`${desk.url.replace('http', 'ws')}/ws`, 'kefu.v1', { headers: { Authorization: `Bearer ${token}` } })
  const waiting = new Map()
  let last = 0
  await new Promise((resolve, reject) => {
    socket.once('message', resolve)
    socket.once('error', reject)
  })
  socket.on('message', (data) => {
    const frame = JSON.parse(data)
    const answer = waiting.get(frame.id)
    if (frame.type === 'ack') answer?.resolve()
    else if (frame.type === 'error') answer?.reject(new Error(frame.code))
  })
  return {
    send: message => new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ type: 'message.send', id, client_id: `${token.slice(-8)}-${id}`, kind: 'text', ...message }))
    }),
    close: () => socket.close(),
  }
}
