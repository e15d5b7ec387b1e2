// People of a desk who work at random through the chat client, and remember what they wrote and saw.
import assert from 'node:assert/strict'
import { Device } from './chat-client.mjs'

export class Person {
  device = new Device()
  client = null
  /** `[conversation, client_id, text]` in the order of writing. */
  wrote = []
  /** What must never be: a message told twice or out of order, a hole on the screen, a send refused. */
  faults = []
  #told = new Map()
  #arrived = new Set()
  #options
  #known

  /** With `unknown` the device has to find out by its first sign-in who this is. */
  constructor(module, role, identity, { unknown = false, ...options }) {
    Object.assign(this, { module, role, identity })
    this.#options = options
    this.#known = unknown ? null : identity
  }

  /** A new page: what it knows is what the device kept. */
  start() {
    this.#told.clear()
    this.#arrived.clear()
    const client = this.module.createChatClient({ host: this.device.host(), role: this.role, identity: this.#known, ...this.#options })
    this.client = client
    client.on('ready', () => { this.#known = client.identity })
    client.on('arrived', ({ message: { id, seq }, conversation }) => {
      if (this.#arrived.has(id)) this.faults.push(`${this.identity}: ${id} arrived twice`)
      if (conversation.last_seq < seq) this.faults.push(`${this.identity}: ${id} arrived in a conversation that ends at ${conversation.last_seq}`)
      this.#arrived.add(id)
    })
    // A page that is gone hears nothing any more.
    client.on('message', ({ message }) => { if (client === this.client) this.#hear(message) })
    client.on('failed', ({ failure }) => this.faults.push(`${this.identity}: a message failed: ${failure.code} ${failure.detail}`))
    client.on('problem', ({ what }) => this.faults.push(`${this.identity}: ${what}`))
    client.connect()
  }

  /** The page is gone in the middle of whatever it did, and comes back. */
  restart() {
    this.stop()
    this.device.die()
    this.start()
  }

  stop() {
    const { client } = this
    this.client = null
    client.close()
  }

  #hear({ conversation_id: id, seq }) {
    const last = this.#told.get(id) ?? 0
    if (seq <= last) this.faults.push(`${this.identity}: ${id}-${seq} was told after ${id}-${last}`)
    this.#told.set(id, seq)
  }

  /** Watches a view: no hole, no double, in order, after every change. */
  watch(view) {
    let before = []
    return view.subscribe(() => {
      // An own message that is acked stands at the end already while others before it are still on their way.
      const shown = seqs(view).filter(seq => seq <= view.state.headSeq)
      const tail = shown.slice(-200)
      if (tail.some((seq, i) => i > 0 && seq !== tail[i - 1] + 1)) this.faults.push(`${this.identity}: shows ${view.id}: ${tail.slice(-10)}`)
      if (before.length > 0 && shown.at(-1) < before.at(-1)) this.faults.push(`${this.identity}: ${view.id} lost ${before.at(-1)}`)
      before = tail
    })
  }

  /** Nothing waits to go out. */
  get quiet() {
    return ![...this.device.disk.keys()].some(key => key.startsWith('kefu.outbox.') || key.startsWith('kefu.unsigned.')) && this.client.connection.name === 'open'
  }
}

export class Customer extends Person {
  constructor(module, session, options) {
    super(module, 'customer', session.openid, options)
    this.session = session
  }

  start() {
    super.start()
    this.watch(this.client.own)
  }

  act(random, text) {
    const view = this.client.own
    const what = random()
    if (what < 0.8) this.wrote.push([this.session.openid, view.send({ kind: 'text', text }), text])
    else if (what < 0.9) view.markRead()
    else if (what < 0.94) view.typing()
    else if (what < 0.97) recallLast(view)
    else this.restart()
  }
}

export class Agent extends Person {
  views = new Map()

  start() {
    this.views.clear()
    super.start()
    this.client.on('message', ({ message }) => this.#open(message.conversation_id))
  }

  #open(id) {
    if (this.views.has(id)) return
    const view = this.client.open(id)
    this.views.set(id, view)
    this.watch(view)
  }

  act(random, text) {
    const known = [...this.views.keys()]
    if (known.length === 0) return
    const id = known[Math.floor(random() * known.length)]
    const view = this.views.get(id)
    const what = random()
    if (what < 0.7) this.wrote.push([id, view.send({ kind: 'text', text }), text])
    else if (what < 0.82) view.markRead()
    else if (what < 0.86) view.sendNote(text)
    else if (what < 0.9) recallLast(view)
    else if (what < 0.93) this.client.setViewing(id)
    else if (what < 0.98) {
      view.close()
      this.views.delete(id)
      this.#open(id)
    } else this.restart()
  }

  /** Opens what it has not. */
  openAll(ids) {
    for (const id of ids) this.#open(id)
  }
}

/** Takes back the last message of one's own, if there is one; without a connection that is refused. */
function recallLast(view) {
  const mine = view.state.items.filter(item => item.type === 'message' && item.mine && item.message.id !== '' && item.message.recalled_at === null)
  const last = mine.at(-1)
  if (last !== undefined) view.recall(last.message.id).catch(() => {})
}

/** The seqs that a view shows. */
export function seqs(view) {
  return view.state.items.filter(item => item.type === 'message' && item.message.seq > 0).map(item => item.message.seq)
}

/** Reads a view back to its beginning. */
export async function readBack(view) {
  while (view.state.hasOlder) await view.loadOlder(200)
}

/**
 * What must be the same for everybody, of a message. Of being read only whether: a receipt that a client missed is made
 * good by "read up to", which tells no times. What was recalled unread is neither.
 */
function essence(m, read) {
  return [m.seq, m.id, m.client_id, m.sender.role, m.sender.id, m.kind, m.text ?? null, m.created_at, m.recalled_at ?? null, m.recalled_at == null && read]
}

/** A view shows what the desk has stored: all of it, once, in order, as it now stands. */
export function shows(view, history, who) {
  const { read } = view.state
  const messages = view.state.items.filter(item => item.type === 'message')
  const shown = messages.map(({ message, own, side, delivery }) => essence(message, own ? delivery.state === 'read' : message.seq <= read[side === 'desk' ? 'customer' : 'desk']))
  assert.deepEqual(shown, history.map(m => essence(m, m.read_at != null)), `${who} sees ${view.id} as it is stored`)
  const early = messages.filter(({ message }, i) => message.read_at != null && history[i].read_at == null)
  assert.deepEqual(early.map(({ message }) => message.id), [], `${who} holds for read what nobody has read`)
}
