import { describe, expect, it, vi } from 'vitest'
import { ChatError } from '../src'
import type { Attachment, ChatClient, LocalFile, MessageItem, Uploader } from '../src'
import type { ErrorCode, Message } from '../src/wire/types'
import { settle } from './clock'
import { World, message, seqs } from './world'
import type { Line } from './world'

const text = (t: string) => ({ kind: 'text' as const, text: t })

/** Answers the last send as committed under `seq`. */
function ack(line: Line, seq: number): void {
  const sent = line.last('message.send')
  line.say({ type: 'ack', id: sent.id, message: message(seq, { client_id: sent.client_id, text: sent.text ?? null }) })
}

function refuse(line: Line, code: ErrorCode, retryAfter?: number): void {
  line.say({ type: 'error', id: line.last('message.send').id, code, detail: 'why', ...(retryAfter === undefined ? {} : { retry_after_ms: retryAfter }) })
}

function states(client: ChatClient): string[] {
  return client.own.state.items.map(item => `${(item as MessageItem).message.text ?? (item as MessageItem).message.kind} ${(item as MessageItem).delivery.state}`)
}

describe('sending', () => {
  it('shows a message at once, and as sent when it is committed, under the same key', async () => {
    const world = new World()
    const client = world.client()
    client.own.send(text('hello'))
    expect(states(client)).toEqual(['hello sending'])
    const key = client.own.state.items[0]?.key
    const line = await world.welcome(client)
    ack(line, 1)
    expect(states(client)).toEqual(['hello sent'])
    expect(client.own.state.items[0]?.key).toBe(key)
    expect(world.disk.size).toBe(0)
  })

  it('shows a message once whether the ack, the message or both come, in any order', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    client.own.send(text('a'))
    const sent = line.last('message.send')
    const stored = message(1, { client_id: sent.client_id, text: 'a' })
    line.say({ type: 'message', message: stored, rev: 1, unread: 0 })
    expect(states(client)).toEqual(['a sent'])
    line.say({ type: 'ack', id: sent.id, message: stored }, { type: 'message', message: stored, rev: 1, unread: 0 })
    expect(states(client)).toEqual(['a sent'])
  })

  it('never shows a message twice while several of them come to their place at once', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    const seen: number[][] = []
    client.own.subscribe(() => seen.push(seqs(client.own)))
    for (const seq of [2, 3, 4]) {
      client.own.send(text(`mine ${seq}`))
      ack(line, seq)
    }
    line.say({ type: 'message', message: message(1, { text: 'before' }), rev: 4, unread: 0 })
    expect(seqs(client.own)).toEqual([1, 2, 3, 4])
    for (const shown of seen) expect(new Set(shown).size, shown.join()).toBe(shown.length)
  })

  it('keeps a committed message at the end until the hole before it is filled', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    client.own.send(text('mine'))
    ack(line, 2)
    expect(states(client)).toEqual(['mine sent'])
    expect(client.own.state.headSeq).toBe(0)
    line.say({ type: 'message', message: message(1, { text: 'before' }), rev: 2, unread: 0 })
    expect(states(client)).toEqual(['before sent', 'mine sent'])
  })

  it('shows a message at the end no longer when it was stored long before the page that is loaded', async () => {
    const world = new World()
    let answer = (_page: Message[]) => {}
    const client = world.client({ history: () => new Promise(resolve => { answer = resolve }) })
    client.own.send(text('from before the restart'))
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 100, rev: 100, unread: 0, status: 'open' } })
    ack(line, 3)
    expect(states(client)).toEqual(['from before the restart sent'])
    answer(Array.from({ length: 50 }, (_, i) => message(51 + i)))
    await settle()
    expect(seqs(client.own)).toEqual(Array.from({ length: 50 }, (_, i) => 51 + i))
  })

  it('keeps the order of writing: the next goes out when the one before is answered', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    for (const t of ['a', 'b', 'c']) client.own.send(text(t))
    expect(line.of('message.send').map(f => f.text)).toEqual(['a'])
    ack(line, 1)
    ack(line, 2)
    expect(line.of('message.send').map(f => f.text)).toEqual(['a', 'b', 'c'])
  })

  it('sends to several conversations side by side', async () => {
    const world = new World()
    const client = world.client({ role: 'agent', identity: '3' })
    const line = await world.welcome(client)
    client.open('17').send(text('a'))
    client.open('18').send(text('b'))
    expect(line.of('message.send').map(f => f.conversation_id)).toEqual(['17', '18'])
  })
})

describe('sending again', () => {
  it('goes out under the same client_id on the next connection', async () => {
    const world = new World()
    const client = world.client()
    const first = await world.welcome(client)
    const id = client.own.send(text('in a tunnel'))
    first.close(1006)
    await world.advance(1_000)
    world.line.accept().say(world.welcomeFrame('customer'))
    expect(world.line.last('message.send')).toMatchObject({ client_id: id, text: 'in a tunnel' })
    ack(world.line, 1)
    expect(states(client)).toEqual(['in a tunnel sent'])
  })

  it('goes out under the same client_id when no answer comes', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    const id = client.own.send(text('a'))
    for (let i = 0; i < 10; i++) {
      await world.advance(1_000)
      line.say({ type: 'pong', server_time: new Date(world.now()).toISOString(), last_seq: 0, rev: 0 })
    }
    expect(line.of('message.send').map(f => f.client_id)).toEqual([id, id])
  })

  it('survives a reload, in order, and only for the same identity', async () => {
    const world = new World()
    const before = world.client()
    before.own.send(text('one'))
    before.own.send(text('two'))
    before.close()
    const other = world.client({ identity: 'o2' })
    expect(other.own.state.items).toEqual([])
    const after = world.client()
    expect(states(after)).toEqual(['one sending', 'two sending'])
    const line = await world.welcome(after)
    ack(line, 1)
    ack(line, 2)
    expect(line.of('message.send').map(f => f.text)).toEqual(['one', 'two'])
    expect(world.disk.size).toBe(0)
  })

  it('asks before it sends what has waited for more than a day', async () => {
    const world = new World()
    world.client().own.send(text('old'))
    world.clock.now += 25 * 3_600_000
    const client = world.client()
    const line = await world.welcome(client)
    expect(states(client)).toEqual(['old failed'])
    expect(line.of('message.send')).toHaveLength(0)
    client.own.retry((client.own.state.items[0] as MessageItem).message.client_id)
    expect(line.of('message.send')).toHaveLength(1)
  })

  it('throws away what it cannot read of the disk', () => {
    const world = new World()
    world.disk.set('kefu.outbox.customer.o1.x', '{broken')
    world.disk.set('kefu.outbox.customer.o1.y', '{"v":2}')
    expect(world.client().own.state.items).toEqual([])
    expect(world.disk.size).toBe(0)
  })

  it('two pages of one identity do not lose each other\'s messages', () => {
    const world = new World()
    const [a, b] = [world.client(), world.client()]
    a.own.send(text('from a'))
    b.own.send(text('from b'))
    expect(states(world.client())).toEqual(['from a sending', 'from b sending'])
  })
})

describe('refusals', () => {
  it('paces itself by retry_after_ms', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    client.own.send(text('a'))
    client.own.send(text('b'))
    refuse(line, 'rate_limited', 3_000)
    client.own.send(text('c'))
    await world.advance(2_999)
    expect(line.of('message.send')).toHaveLength(1)
    await world.advance(1)
    ack(line, 1)
    ack(line, 2)
    ack(line, 3)
    expect(line.of('message.send').map(f => f.text)).toEqual(['a', 'a', 'b', 'c'])
  })

  it('slows down when the desk complains of no frame in particular', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    line.say({ type: 'error', code: 'rate_limited', detail: '', retry_after_ms: 2_000 })
    client.own.send(text('a'))
    expect(line.of('message.send')).toHaveLength(0)
    await world.advance(2_000)
    expect(line.of('message.send')).toHaveLength(1)
  })

  it('tries again while the desk is unavailable, ever slower, under the same client_id', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    const id = client.own.send(text('a'))
    for (const wait of [250, 500, 1_000]) {
      refuse(line, 'unavailable')
      const n = line.of('message.send').length
      await world.advance(wait - 1)
      expect(line.of('message.send')).toHaveLength(n)
      await world.advance(1)
      expect(line.of('message.send')).toHaveLength(n + 1)
    }
    expect(new Set(line.of('message.send').map(f => f.client_id))).toEqual(new Set([id]))
    expect(states(client)).toEqual(['a sending'])
  })

  it('asks a person after the desk has broken five times over a message', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    client.own.send(text('a'))
    for (let i = 0; i < 5; i++) {
      refuse(line, 'internal')
      await world.advance(8_000)
      line.say({ type: 'resync' })
    }
    expect(states(client)).toEqual(['a failed'])
  })

  it.each(['blocked', 'bad_request', 'forbidden', 'conflict', 'not_found', 'too_large', 'a_new_code'] as ErrorCode[])('fails on %s, tells so, and goes on with the next', async (code) => {
    const world = new World()
    const client = world.client()
    const failed = vi.fn()
    client.on('failed', failed)
    const line = await world.welcome(client)
    const id = client.own.send(text('a'))
    client.own.send(text('b'))
    refuse(line, code)
    ack(line, 1)
    expect(states(client)).toEqual(['b sent', 'a failed'])
    expect(failed).toHaveBeenCalledExactlyOnceWith({ conversationId: '', clientId: id, failure: { code, detail: 'why' } })
    client.own.retry(id)
    expect(line.last('message.send')).toMatchObject({ client_id: id, text: 'a' })
    ack(line, 2)
    expect(states(client)).toEqual(['b sent', 'a sent'])
  })

  it('discards for good', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    const id = client.own.send(text('a'))
    refuse(line, 'blocked')
    client.own.discard(id)
    expect(client.own.state.items).toEqual([])
    expect(world.disk.size).toBe(0)
  })

  it('never sends a frame that is larger than the desk allows', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    client.own.send(text('好'.repeat(22_000)))
    expect(line.of('message.send')).toHaveLength(0)
    expect(states(client)[0]).toMatch(/failed$/)
  })

  it.each([[1009, 'too_large'], [4000, 'bad_frame']])('does not break the connection with the same message forever (%d)', async (code, reason) => {
    const world = new World()
    const client = world.client()
    await world.welcome(client)
    client.own.send(text('poison'))
    client.own.send(text('harmless'))
    for (let i = 0; i < 2; i++) {
      expect(world.line.last('message.send').text).toBe('poison')
      world.line.close(code, reason)
      ;(await world.redialled()).accept().say(world.welcomeFrame('customer'))
    }
    expect(world.line.last('message.send').text).toBe('harmless')
    expect(states(client)).toEqual(['poison failed', 'harmless sending'])
  })
})

describe('files', () => {
  const file: LocalFile = { name: 'a.png', mime: 'image/png', size: 9, body: null, previewUrl: 'blob:1', width: 4, height: 3 }
  const stored: Attachment = { id: 'f1', name: 'a.png', mime: 'image/png', size: 9, url: '/f/1', width: 4, height: 3 }

  function uploads() {
    const tasks: { resolve(a: Attachment): void, reject(e: unknown): void, progress(f: number): void, aborted: boolean }[] = []
    const upload: Uploader = (_file, progress) => {
      const task = { resolve: (_: Attachment) => {}, reject: (_: unknown) => {}, progress, aborted: false }
      tasks.push(task)
      const done = new Promise<Attachment>((resolve, reject) => Object.assign(task, { resolve, reject }))
      return { done, abort: () => { task.aborted = true } }
    }
    return { upload, tasks }
  }

  it('uploads with progress, sends the id alone, and keeps the preview', async () => {
    const world = new World()
    const { upload, tasks } = uploads()
    const client = world.client({ upload })
    const line = await world.welcome(client)
    client.own.sendFile(file)
    tasks[0]?.progress(0.5)
    expect(client.own.state.items[0]).toMatchObject({ message: { kind: 'image' }, delivery: { state: 'sending', progress: 0.5, previewUrl: 'blob:1' } })
    client.own.send(text('meanwhile'))
    ack(line, 1)
    tasks[0]?.resolve(stored)
    await settle()
    const sent = line.last('message.send')
    expect(sent).toMatchObject({ kind: 'image', attachment: { id: 'f1' } })
    expect(Object.keys(sent.attachment ?? {})).toEqual(['id'])
    line.say({ type: 'ack', id: sent.id, message: message(2, { client_id: sent.client_id, kind: 'image', text: null, attachment: stored }) })
    expect(client.own.state.items[1]).toMatchObject({ delivery: { state: 'sent', previewUrl: 'blob:1' } })
  })

  it('tries a failed network again by itself and stops at a refusal', async () => {
    const world = new World()
    const { upload, tasks } = uploads()
    const client = world.client({ upload })
    await world.welcome(client)
    const id = client.own.sendFile(file)
    tasks[0]?.reject(new ChatError('unavailable'))
    await world.advance(5_000)
    tasks[1]?.reject(new ChatError('too_large', '9 MB at most'))
    await settle()
    expect(client.own.state.items[0]).toMatchObject({ delivery: { state: 'failed', failure: { code: 'too_large' } } })
    client.own.retry(id)
    expect(tasks).toHaveLength(3)
  })

  it('keeps the order of files, though the first takes longest, and lets words pass', async () => {
    const world = new World()
    const { upload, tasks } = uploads()
    const client = world.client({ upload })
    const line = await world.welcome(client)
    client.own.sendFile(file)
    client.own.sendFile(file)
    client.own.send(text('both'))
    tasks[1]?.resolve({ id: 'f2' })
    await settle()
    expect(line.of('message.send').map(({ kind }) => kind)).toEqual(['text'])
    ack(line, 1)
    tasks[0]?.resolve(stored)
    await settle()
    expect(line.last('message.send').attachment).toEqual({ id: 'f1' })
    ack(line, 2)
    expect(line.last('message.send').attachment).toEqual({ id: 'f2' })
  })

  it('waits with an upload for a connection, however long that takes', async () => {
    const world = new World()
    const { upload, tasks } = uploads()
    const client = world.client({ upload })
    client.own.sendFile(file)
    await world.advance(600_000)
    expect(tasks).toHaveLength(0)
    const line = await world.welcome(client)
    expect(tasks).toHaveLength(1)
    line.close(1006)
    for (let i = 0; i < 9; i++) {
      tasks[i]?.reject(new ChatError('unavailable'))
      const next = await world.redialled()
      next.accept().say(world.welcomeFrame('customer'))
      expect(tasks).toHaveLength(i + 2)
      next.close(1006)
    }
    expect(client.own.state.items[0]).toMatchObject({ delivery: { state: 'sending' } })
  })

  it('aborts what is discarded', async () => {
    const world = new World()
    const { upload, tasks } = uploads()
    const client = world.client({ upload })
    const line = await world.welcome(client)
    const id = client.own.sendFile(file)
    client.own.discard(id)
    expect(tasks[0]?.aborted).toBe(true)
    tasks[0]?.resolve(stored)
    await settle()
    expect(line.of('message.send')).toHaveLength(0)
    expect(seqs(client.own)).toEqual([])
  })
})
