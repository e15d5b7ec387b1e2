import type { Auth, ChatClient, ChatClientOptions } from '../src'
import { createChatClient } from '../src'
import type { Hint, Host, SocketEvents } from '../src/host'
import type { ClientFrame, ServerFrame, WelcomeFrame } from '../src/wire/frames'
import type { Conversation, Message } from '../src/wire/types'
import { parseClientFrame } from './client-frames'
import { FakeClock, settle } from './clock'

/** The far end of one socket. */
export class Line {
  readonly sent: ClientFrame[] = []
  open = false
  over = false

  constructor(readonly url: string, readonly protocol: string, private readonly events: SocketEvents, private readonly heard: (frame: ClientFrame) => void) {}

  /** The upgrade succeeds. */
  accept(): this {
    this.open = true
    this.events.open()
    return this
  }

  say(...frames: ServerFrame[]): void {
    for (const frame of frames) this.raw(JSON.stringify(frame))
  }

  raw(data: string): void {
    if (!this.over) this.events.text(data)
  }

  close(code: number, reason = ''): void {
    if (this.over) return
    this.over = true
    this.events.close(code, reason)
  }

  hear(data: string): void {
    if (!this.open || this.over) return
    const frame = parseClientFrame(data)
    this.sent.push(frame)
    this.heard(frame)
  }

  of<T extends ClientFrame['type']>(type: T): Extract<ClientFrame, { type: T }>[] {
    return this.sent.filter((frame): frame is Extract<ClientFrame, { type: T }> => frame.type === type)
  }

  /** The last frame of a type; fails the test if there is none. */
  last<T extends ClientFrame['type']>(type: T): Extract<ClientFrame, { type: T }> {
    const frame = this.of(type).pop()
    if (frame === undefined) throw new Error(`no ${type} was sent`)
    return frame
  }
}

/** A host whose network, clock and chance are in the test's hands. */
export class World implements Host {
  readonly lines: Line[] = []
  readonly disk = new Map<string, string>()
  chance = 0.5
  /** How wrong the host's clock is, ms; its timers are right. */
  skew = 0
  /** Called for each frame that a client sends. */
  heard: (frame: ClientFrame, line: Line) => void = () => {}
  /** Called for each dial; left out, the test accepts by itself. */
  dialled: (line: Line) => void = () => {}
  private ids = 0
  private readonly hints = new Set<(hint: Hint) => void>()

  constructor(readonly clock = new FakeClock(), private readonly name = 'id') {}

  openSocket = (url: string, protocol: string, events: SocketEvents) => {
    const line: Line = new Line(url, protocol, events, frame => this.heard(frame, line))
    this.lines.push(line)
    this.dialled(line)
    return { send: (data: string) => line.hear(data), close: () => { line.over = true } }
  }

  setTimer = (ms: number, f: () => void) => this.clock.set(ms, f)
  now = () => this.clock.now + this.skew
  random = () => this.chance
  newId = () => `${this.name}-${++this.ids}`
  storage = {
    get: (key: string) => this.disk.get(key) ?? null,
    set: (key: string, value: string) => void this.disk.set(key, value),
    remove: (key: string) => void this.disk.delete(key),
    keys: (prefix: string) => [...this.disk.keys()].filter(key => key.startsWith(prefix)),
  }

  onHint = (listener: (hint: Hint) => void) => {
    this.hints.add(listener)
    return () => void this.hints.delete(listener)
  }

  hint(hint: Hint): void {
    for (const listener of [...this.hints]) listener(hint)
  }

  /** The newest socket. */
  get line(): Line {
    const line = this.lines[this.lines.length - 1]
    if (line === undefined) throw new Error('nothing was dialled')
    return line
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms)
  }

  client(options: Partial<ChatClientOptions> = {}): ChatClient {
    return createChatClient({ host: this, url: 'wss://desk.test/ws', role: 'customer', identity: 'o1', auth: goodAuth(), ...options })
  }

  /** Waits until the client dials again, at most a minute. */
  async redialled(): Promise<Line> {
    const before = this.lines.length
    for (let i = 0; i < 600 && this.lines.length === before; i++) await this.advance(100)
    if (this.lines.length === before) throw new Error('it did not dial again')
    return this.line
  }

  /** Dials and welcomes. */
  async welcome(client: ChatClient, welcome: Partial<WelcomeFrame> = {}): Promise<Line> {
    client.connect()
    await settle()
    this.line.accept().say(this.welcomeFrame(client.role, welcome))
    await settle()
    return this.line
  }

  welcomeFrame(role: 'customer' | 'agent', welcome: Partial<WelcomeFrame> = {}): WelcomeFrame {
    return {
      type: 'welcome', session_id: 's', server_time: new Date(this.clock.now).toISOString(),
      limits: { max_frame_bytes: 65_536, max_text_chars: 4_000, frames_per_second: 20, max_upload_bytes: 1e7, upload_types: ['image/png'] },
      ...(role === 'customer'
        ? { me: { role: 'customer', id: 'o1', name: 'Li Lei' }, conversation: { id: '17', last_seq: 0, rev: 0, unread: 0, status: 'open' } }
        : { me: { role: 'agent', id: '3', name: 'Han Mei' }, unread_total: 0, cursor: 'c0' }),
      ...welcome,
    }
  }
}

export function goodAuth(): Auth {
  return { token: () => 'tok en', renew: () => Promise.resolve('retry' as const) }
}

/** A message of conversation 17; a customer's unless told otherwise. */
export function message(seq: number, more: Partial<Message> = {}): Message {
  const id = more.conversation_id ?? '17'
  return {
    id: `${id}-${seq}`, conversation_id: id, openid: 'o1', seq, client_id: `m-${id}-${seq}`, sender: { role: 'customer', id: 'o1', name: 'Li Lei' },
    kind: 'text', text: `text ${seq}`, created_at: new Date(Date.parse('2026-11-21T08:00:00.000Z') + seq * 1000).toISOString(),
    read_at: null, recalled_at: null, ...more,
  }
}

export const fromAgent = { sender: { role: 'agent' as const, id: '3', name: 'Han Mei' } }

export function summary(id: string, more: Partial<Conversation> = {}): Conversation {
  return {
    id, customer: { openid: `o-${id}`, name: `Customer ${id}`, channel: 'web', online: true }, status: 'open', assignee: null, tags: [], priority: 'normal',
    last_seq: 0, rev: 0, last_message: null, unread: 0, waiting_since: null,
    created_at: '2026-11-21T08:00:00.000Z', updated_at: '2026-11-21T08:00:00.000Z', ...more,
  }
}

/** The seqs of a view's messages that have one. */
export function seqs(view: { state: { items: readonly { type: string }[] } }): number[] {
  return (view.state.items as { type: string, message?: Message }[]).flatMap(item => (item.type === 'message' && item.message ? [item.message.seq] : []))
}
