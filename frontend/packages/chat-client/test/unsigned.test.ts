import { describe, expect, it } from 'vitest'
import { ChatError } from '../src'
import type { Attachment, Auth, ChatClient, ChatClientOptions, LocalFile, MessageItem } from '../src'
import { FakeClock, settle } from './clock'
import { dice, HostileDesk } from './desk'
import { World, goodAuth, message } from './world'
import type { Line } from './world'

const text = (t: string) => ({ kind: 'text' as const, text: t })

/** A sign-in that fails until `network` is there. */
class SignIn implements Auth {
  network = false
  tried = 0
  token = () => {
    this.tried++
    return this.network ? Promise.resolve('tok') : Promise.reject(new ChatError('unavailable', 'no network'))
  }

  renew = () => Promise.resolve('retry' as const)
}

const someone = (world: World, more: Partial<ChatClientOptions> = {}): ChatClient => world.client({ identity: null, ...more })
const states = (client: ChatClient) => client.own.state.items.map(item => `${(item as MessageItem).message.text} ${(item as MessageItem).delivery.state}`)
const sent = (line: Line) => line.of('message.send').map(frame => frame.text)

/** The desk welcomes whoever dials as `id`. */
async function welcomedAs(world: World, client: ChatClient, id: string): Promise<Line> {
  return world.welcome(client, { me: { role: 'customer', id, name: 'Li Lei' } })
}

function ackAll(line: Line): void {
  for (let i = 0; i < line.of('message.send').length; i++) {
    const frame = line.of('message.send')[i] as ReturnType<typeof line.last<'message.send'>>
    line.say({ type: 'ack', id: frame.id, message: message(i + 1, { client_id: frame.client_id, text: frame.text ?? null }) })
  }
}

describe('what is written before anybody has signed in', () => {
  it('is shown as sending, and goes out once somebody is', async () => {
    const world = new World()
    const auth = new SignIn()
    const client = someone(world, { auth })
    client.connect()
    client.own.send(text('hello'))
    client.own.send(text('anybody there?'))
    await world.advance(60_000)
    expect(states(client)).toEqual(['hello sending', 'anybody there? sending'])
    expect([world.lines.length, client.identity, client.connection.name]).toEqual([0, null, 'waiting'])
    expect(auth.tried).toBeGreaterThan(3)

    auth.network = true
    world.hint('online')
    await settle()
    world.line.accept().say(world.welcomeFrame('customer'))
    expect([client.identity, client.me?.id]).toEqual(['o1', 'o1'])
    ackAll(world.line)
    expect(sent(world.line)).toEqual(['hello', 'anybody there?'])
    expect(states(client)).toEqual(['hello sent', 'anybody there? sent'])
    expect(world.disk.size).toBe(0)
  })

  it('outlives reloads, before the sign-in and between it and the ack', async () => {
    const world = new World()
    const first = someone(world)
    const id = first.own.send(text('before'))
    const second = someone(world)
    expect(states(second)).toEqual(['before sending'])
    second.own.send(text('after a reload'))
    const line = await welcomedAs(world, second, 'o1')
    expect(line.last('message.send')).toMatchObject({ client_id: id, text: 'before' })
    second.close()
    // The page knows now who it is.
    const third = world.client()
    expect(states(third)).toEqual(['before sending', 'after a reload sending'])
    const next = await world.welcome(third)
    ackAll(next)
    expect(next.of('message.send').map(f => f.client_id)[0]).toBe(id)
    expect(sent(next)).toEqual(['before', 'after a reload'])
    expect(world.disk.size).toBe(0)
  })

  it('goes out when the page was reloaded after the sign-in, but before the welcome', async () => {
    const world = new World()
    someone(world).own.send(text('before'))
    const client = world.client({ identity: 'o1' })
    expect(states(client)).toEqual(['before sending'])
    expect(sent(await world.welcome(client))).toEqual(['before'])
  })

  it('is never sent by somebody who signs in later', async () => {
    const world = new World()
    const first = someone(world)
    first.own.send(text('mine'))
    await welcomedAs(world, first, 'o1')
    first.close() // before the ack

    for (const client of [someone(world), world.client({ identity: 'o2' })]) {
      const line = await welcomedAs(world, client, 'o2')
      expect(states(client)).toEqual([])
      expect(line.of('message.send')).toEqual([])
      client.close()
    }
    const back = someone(world)
    expect(sent(await welcomedAs(world, back, 'o1'))).toEqual(['mine'])
  })

  it('stays with its taker when taking it over was cut off in the middle', async () => {
    const world = new World()
    const first = someone(world)
    for (const t of ['a', 'b', 'c']) first.own.send(text(t))
    const disk = world.storage
    let writes = 0
    world.storage = {
      ...disk,
      set: (key, value) => void (++writes > 2 || disk.set(key, value)),
      remove: key => void (writes > 2 || disk.remove(key)),
    }
    await welcomedAs(world, first, 'o1') // the process ends after the second write
    expect(writes).toBeGreaterThan(2)
    first.close()
    world.storage = disk

    const other = world.client({ identity: 'o2' })
    expect(sent(await welcomedAs(world, other, 'o2'))).toEqual([])
    other.close()
    const owner = world.client({ identity: 'o1' })
    const line = await world.welcome(owner)
    ackAll(line)
    expect(sent(line)).toEqual(['a', 'b', 'c'])
  })

  it('is not sent by a second page of the device that signs in as somebody else', async () => {
    const world = new World()
    const first = someone(world)
    first.own.send(text('mine'))
    const second = someone(world)
    const line = await welcomedAs(world, second, 'o2')
    expect(sent(line)).toEqual(['mine'])
    expect(sent(await welcomedAs(world, first, 'o1'))).toEqual([])
    expect(states(first)).toEqual([])
  })

  it('is sent by both pages of the device under one client_id when they are one person', async () => {
    const world = new World()
    const first = someone(world)
    const id = first.own.send(text('mine'))
    const second = someone(world)
    const a = await welcomedAs(world, second, 'o1')
    const b = await welcomedAs(world, first, 'o1')
    expect([a.last('message.send').client_id, b.last('message.send').client_id]).toEqual([id, id])
  })

  it('goes out where the storage keeps nothing', async () => {
    const world = new World()
    world.storage = { get: () => null, set() {}, remove() {}, keys: () => [] }
    const client = someone(world)
    client.own.send(text('hello'))
    expect(sent(await welcomedAs(world, client, 'o1'))).toEqual(['hello'])
  })

  it('is kept apart for each that is expected', async () => {
    const world = new World()
    someone(world, { expected: 'u7' }).own.send(text('from u7'))
    someone(world, { expected: 'u7.5' }).own.send(text('from u7.5'))
    const other = someone(world, { expected: 'u8' })
    expect(states(other)).toEqual([])
    expect(sent(await welcomedAs(world, other, 'o8'))).toEqual([])
    const own = someone(world, { expected: 'u7' })
    expect(sent(await welcomedAs(world, own, 'o7'))).toEqual(['from u7'])
  })

  it('does not mix the boxes of two whose names begin alike', () => {
    const world = new World()
    world.client({ identity: 'o1.x' }).own.send(text('from the longer one'))
    expect(states(world.client({ identity: 'o1' }))).toEqual([])
    expect(states(world.client({ identity: 'o1.x' }))).toEqual(['from the longer one sending'])
  })

  it('uploads a file only once somebody is signed in', async () => {
    const world = new World()
    const begun: string[] = []
    const stored: Attachment = { id: 'f1', name: 'a.png', mime: 'image/png', size: 3 }
    const client = someone(world, { upload: (file) => {
      begun.push(file.name)
      return { done: Promise.resolve(stored), abort() {} }
    } })
    const file: LocalFile = { name: 'a.png', mime: 'image/png', size: 3, body: null }
    client.own.sendFile(file)
    await world.advance(120_000)
    expect(begun).toEqual([])
    expect(client.own.state.items[0]).toMatchObject({ delivery: { state: 'sending' } })
    const line = await welcomedAs(world, client, 'o1')
    expect(begun).toEqual(['a.png'])
    expect(line.last('message.send')).toMatchObject({ kind: 'image', attachment: { id: 'f1' } })
  })
})

describe('signing in', () => {
  it('ends when it is refused for good, and begins anew when asked to', async () => {
    const world = new World()
    let answer: Promise<string> = Promise.reject(new ChatError('blocked'))
    const client = someone(world, { auth: { ...goodAuth(), token: () => answer } })
    client.own.send(text('hello'))
    client.connect()
    await world.advance(60_000)
    expect(client.connection.name).toBe('signed_out')
    answer = Promise.resolve('tok')
    expect(sent(await welcomedAs(world, client, 'o1'))).toEqual(['hello'])
  })

  it('keeps to whom the first welcome named', async () => {
    const world = new World()
    const client = someone(world)
    ;(await welcomedAs(world, client, 'o1')).close(1006)
    client.own.send(text('mine'))
    const line = await world.redialled()
    line.accept().say(world.welcomeFrame('customer', { me: { role: 'customer', id: 'o2', name: '' } }))
    expect(client.connection.name).toBe('signed_out')
    expect(line.of('message.send')).toEqual([])
  })

  it('opens the page that was kept for whoever it is', async () => {
    const world = new World()
    const kept = { v: 1, conversationId: '17', rev: 1, messages: [message(1)] }
    world.disk.set('kefu.page.o1', JSON.stringify(kept))
    const client = someone(world, { cache: true })
    expect(client.own.state.loaded).toBe(false)
    const line = await world.welcome(client, { conversation: { id: '17', last_seq: 1, rev: 1, unread: 0, status: 'open' } })
    expect(client.own.state.items).toHaveLength(1)
    expect(line.last('sync')).toMatchObject({ after_seq: 1 })
  })
})

describe('a hostile desk, and a device on which nobody was signed in', () => {
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))('stores each message once, in order (seed %d)', async (seed) => {
    const roll = dice(seed)
    const clock = new FakeClock()
    const desk = new HostileDesk(clock, roll)
    let device = new World(clock, 'phone')
    const auth = new SignIn()
    let known: string | null = null
    const begin = () => {
      desk.seat(device, 'customer', 'o1', 'phone')
      const client = device.client({ identity: known, auth })
      client.on('ready', () => { known = client.identity }) // as a host keeps its session
      client.connect()
      return client
    }
    let client = begin()
    const written: string[] = []
    for (let step = 0; step < 60; step++) {
      if (step === 20) auth.network = true
      const what = roll()
      if (what < 0.6) written.push(client.own.send(text(`${step}`)))
      else if (what < 0.75) {
        client.close()
        const before = device
        device = new World(clock, `phone${step}`)
        for (const [key, value] of before.disk) device.disk.set(key, value)
        client = begin()
      } else if (what < 0.85) desk.breakSome()
      await clock.advance(Math.floor(roll() * 1_000))
    }
    desk.hostile = false
    await clock.advance(120_000)
    expect(desk.messages.map(m => m.client_id)).toEqual(written)
    expect([...device.disk.keys()]).toEqual([])
  })
})
