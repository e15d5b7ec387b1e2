import { describe, expect, it, vi } from 'vitest'
import { judgeClose } from '../src/close'
import { settle } from './clock'
import { World, message } from './world'

describe('a host that calls back before the socket is opened', () => {
  it('gets what the client had to say to the welcome', async () => {
    const world = new World()
    world.dialled = line => line.accept().say(world.welcomeFrame('customer', { conversation: { id: '17', last_seq: 3, rev: 3, unread: 0, status: 'open' } }))
    const client = world.client()
    client.setPage('https://shop.example/', 'Shop')
    client.own.send({ kind: 'text', text: 'hello' })
    client.connect()
    await settle()
    expect(world.line.sent.map(frame => frame.type).sort()).toEqual(['message.send', 'page', 'sync'])
  })

  it('is told to close a socket that is not wanted any more', async () => {
    const world = new World()
    world.dialled = line => line.accept().say(world.welcomeFrame('customer', { me: { role: 'customer', id: 'o2', name: 'Somebody else' } }))
    world.client().connect()
    await settle()
    expect(world.line.over).toBe(true)
  })
})

describe('dialling', () => {
  it('asks for the subprotocol and carries the token in the address', async () => {
    const world = new World()
    world.client().connect()
    await settle()
    expect(world.line.protocol).toBe('kefu.v1')
    expect(world.line.url).toBe('wss://desk.test/ws?token=tok%20en')
  })

  it('carries nothing where the cookie authenticates', async () => {
    const world = new World()
    world.client({ auth: { token: () => null, renew: () => Promise.resolve('retry') } }).connect()
    await settle()
    expect(world.line.url).toBe('wss://desk.test/ws')
  })

  it('is open only when welcomed, and tells first and later welcomes apart', async () => {
    const world = new World()
    const client = world.client()
    const ready: boolean[] = []
    client.on('ready', ({ first }) => ready.push(first))
    client.connect()
    await settle()
    world.line.accept()
    expect(client.connection.name).toBe('connecting')
    world.line.say(world.welcomeFrame('customer'))
    expect(client.connection.name).toBe('open')
    world.line.close(1006)
    await world.advance(1_000)
    world.line.accept().say(world.welcomeFrame('customer'))
    expect(ready).toEqual([true, false])
  })

  it('gives up a line that is never welcomed', async () => {
    const world = new World()
    world.client().connect()
    await settle()
    world.line.accept()
    await world.advance(10_000)
    expect(world.line.over).toBe(true)
    await world.advance(1_000)
    expect(world.lines.length).toBe(2)
  })

  it('stops when told, and a welcome that is under way changes nothing', async () => {
    const world = new World()
    const client = world.client()
    client.connect()
    await settle()
    client.close()
    world.line.raw(JSON.stringify(world.welcomeFrame('customer')))
    await world.advance(120_000)
    expect(client.connection.name).toBe('idle')
    expect(world.lines.length).toBe(1)
  })

  it('stops before it sends a thing when somebody else is welcomed', async () => {
    const world = new World()
    const client = world.client()
    client.own.send({ kind: 'text', text: 'for o1 only' })
    await world.welcome(client, { me: { role: 'customer', id: 'o2', name: 'Wang' } })
    expect(world.line.sent).toEqual([])
    expect(client.connection.name).toBe('signed_out')
  })
})

describe('backoff', () => {
  it.each([[0, 100], [0.5, 250], [0.999, 499]])('jitters fully: chance %d waits %d ms at first', async (chance, wait) => {
    const world = new World()
    world.chance = chance
    const client = world.client()
    client.connect()
    await settle()
    world.line.close(1006)
    expect(client.connection).toMatchObject({ name: 'waiting', retryAt: world.now() + wait })
  })

  it('doubles up to its cap and starts anew only after a connection that lasted', async () => {
    const world = new World()
    world.chance = 0.999999
    const client = world.client()
    client.connect()
    await settle()
    const wait = async () => {
      world.line.close(1006)
      const state = client.connection
      const ms = state.name === 'waiting' ? state.retryAt - world.now() : -1
      await world.advance(ms)
      return ms
    }
    const waits: number[] = []
    for (let i = 0; i < 8; i++) waits.push(await wait())
    expect(waits).toEqual([499, 999, 1999, 3999, 7999, 15999, 29999, 29999])
    world.line.accept().say(world.welcomeFrame('customer'))
    await world.advance(1_000) // a desk that welcomes and dies must not be hammered
    expect(await wait()).toBe(29999)
    world.line.accept().say(world.welcomeFrame('customer'))
    await world.advance(9_000)
    world.line.say({ type: 'resync' })
    await world.advance(2_000)
    expect(await wait()).toBe(499)
  })

  it.each(['online', 'visible'] as const)('dials at once when the host says %s', async (hint) => {
    const world = new World()
    world.chance = 0.9
    world.client().connect()
    await settle()
    world.line.close(1006)
    world.hint(hint)
    await settle()
    expect(world.lines.length).toBe(2)
  })

  it('does not let hints shorten a wait that the desk asked for', async () => {
    const world = new World()
    const client = world.client()
    await world.welcome(client)
    world.line.close(4029, 'rate_limited')
    world.hint('online')
    await world.advance(9_000)
    expect(world.lines.length).toBe(1)
    client.connect() // a person may
    await settle()
    expect(world.lines.length).toBe(2)
  })

  it('says since when it is away', async () => {
    const world = new World()
    const client = world.client()
    await world.welcome(client)
    await world.advance(1_000)
    const lost = world.now()
    world.line.close(1006)
    await world.advance(5_000)
    expect(client.connection).toMatchObject({ name: 'connecting', since: lost })
  })
})

describe('the pulse', () => {
  it('pings after 10 s of silence and takes the line for dead 5 s later', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    await world.advance(9_999)
    expect(line.of('ping')).toHaveLength(0)
    await world.advance(1)
    expect(line.of('ping')).toHaveLength(1)
    await world.advance(4_999)
    expect(client.connection.name).toBe('open')
    await world.advance(1)
    expect(line.over).toBe(true)
    expect(client.connection.name).toBe('waiting')
  })

  it('takes any frame for a sign of life', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    await world.advance(14_000)
    line.say({ type: 'typing', conversation_id: '17', who: { role: 'agent', name: 'Han Mei' } })
    await world.advance(5_000)
    expect(client.connection.name).toBe('open')
    expect(line.of('ping')).toHaveLength(1)
  })

  it('pings a busy line now and then, for the cursor that a pong carries', async () => {
    const world = new World()
    const line = await world.welcome(world.client())
    for (let i = 0; i < 40; i++) {
      line.say({ type: 'typing', conversation_id: '17', who: { role: 'agent', name: 'Han Mei' } })
      await world.advance(1_000)
    }
    expect(line.of('ping')).toHaveLength(1)
  })

  it('looks at once when the page is seen again', async () => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    world.hint('visible')
    expect(line.of('ping')).toHaveLength(1)
    await world.advance(5_000)
    expect(client.connection.name).toBe('waiting')
  })

  it.each(['a hint', 'a timer'])('asks nothing of a line that was slept through, when %s wakes it', async (waker) => {
    const world = new World()
    const client = world.client()
    const line = await world.welcome(client)
    world.clock.now += 600_000 // a lid was closed: nothing ran
    if (waker === 'a hint') world.hint('visible')
    else await world.advance(500)
    await settle()
    expect(line.of('ping')).toHaveLength(0)
    expect(line.over).toBe(true)
    expect(world.lines).toHaveLength(2)
    expect(client.connection.name).toBe('connecting')
  })

  it('survives a clock that is set back', async () => {
    const world = new World()
    const line = await world.welcome(world.client())
    line.say({ type: 'resync' })
    world.skew = -3_600_000
    await world.advance(10_000)
    expect(line.of('ping')).toHaveLength(1)
  })
})

describe('close codes', () => {
  it.each([
    [1001, 'going_away', { refusal: null, replaced: false, poison: false, wait: 1_200 }],
    [1006, '', { refusal: null, replaced: false, poison: false, wait: 0 }],
    [1008, 'token_expired', { refusal: 'token_expired', replaced: false, poison: false, wait: 0 }],
    [1008, 'revoked', { refusal: 'revoked', replaced: false, poison: false, wait: 0 }],
    [1009, 'too_large', { refusal: null, replaced: false, poison: true, wait: 0 }],
    [4000, 'bad_frame', { refusal: null, replaced: false, poison: true, wait: 5_000 }],
    [4008, 'slow_consumer', { refusal: null, replaced: false, poison: false, wait: 0 }],
    [4009, 'too_many_connections', { refusal: null, replaced: true, poison: false, wait: 0 }],
    [4010, 'idle', { refusal: null, replaced: false, poison: false, wait: 0 }],
    [4029, 'rate_limited', { refusal: null, replaced: false, poison: false, wait: 15_000 }],
  ])('%d %s', (code, reason, verdict) => {
    expect(judgeClose(code, reason, () => 0.5)).toEqual(verdict)
  })

  it('stays away when a newer connection took the place, until a person asks', async () => {
    const world = new World()
    const client = world.client()
    await world.welcome(client)
    world.line.close(4009, 'too_many_connections')
    await world.advance(3_600_000)
    world.hint('online')
    await settle()
    expect(client.connection.name).toBe('replaced')
    expect(world.lines.length).toBe(1)
    client.connect()
    await settle()
    expect(world.lines.length).toBe(2)
  })
})

describe('credentials', () => {
  it('renews before it dials again when the token has ended', async () => {
    const world = new World()
    const tokens = ['old', 'new']
    const renew = vi.fn(() => {
      tokens.shift()
      return Promise.resolve('retry' as const)
    })
    await world.welcome(world.client({ auth: { token: () => tokens[0] as string, renew } }))
    world.line.close(1008, 'token_expired')
    await world.advance(1_000)
    expect(renew).toHaveBeenCalledExactlyOnceWith('token_expired')
    expect(world.line.url).toContain('token=new')
  })

  it('asks after each failed upgrade whether it was the credential', async () => {
    const world = new World()
    const renew = vi.fn(() => Promise.resolve('retry' as const))
    world.client({ auth: { token: () => 't', renew } }).connect()
    await settle()
    world.line.close(1006)
    await world.advance(1_000)
    expect(renew).toHaveBeenCalledExactlyOnceWith('upgrade_failed')
    world.line.accept().close(1006) // the upgrade was well: no question
    await world.advance(2_000)
    expect(renew).toHaveBeenCalledTimes(1)
    expect(world.lines.length).toBe(3)
  })

  it('stops when the person must log in anew', async () => {
    const world = new World()
    const client = world.client({ auth: { token: () => 't', renew: () => Promise.resolve('signed_out') } })
    await world.welcome(client)
    world.line.close(1008, 'revoked')
    await world.advance(600_000)
    expect(client.connection.name).toBe('signed_out')
    expect(world.lines.length).toBe(1)
  })

  it('backs off while it cannot find out, and asks again', async () => {
    const world = new World()
    const renew = vi.fn().mockRejectedValueOnce(new Error('offline')).mockRejectedValueOnce(new Error('offline')).mockResolvedValue('retry')
    const client = world.client({ auth: { token: () => 't', renew } })
    await world.welcome(client)
    world.line.close(1008, 'token_expired')
    await world.advance(10_000)
    expect(renew).toHaveBeenCalledTimes(3)
    expect(world.lines.length).toBe(2)
  })
})

describe('frames that are none', () => {
  it.each(['', 'hello', '[]', '7', 'null', '{}', '{"type":7}', '{"type":"message"}', '{"type":"message","message":{"seq":"1"}}', '{"type":"toString"}', `${'['.repeat(50_000)}`])('ignores %.40s', async (data) => {
    const world = new World()
    const client = world.client()
    await world.welcome(client)
    world.line.raw(data)
    world.line.raw('{"type":"of a newer desk","x":1}')
    world.line.say({ type: 'message', message: message(1), rev: 1, unread: 0 })
    expect(client.connection.name).toBe('open')
    expect(client.own.state.headSeq).toBe(1)
  })

  it('goes on when a listener throws', async () => {
    const world = new World()
    const client = world.client()
    client.on('message', () => { throw new Error('a bug of the page') })
    await world.welcome(client)
    world.line.say({ type: 'message', message: message(1), rev: 1, unread: 0 }, { type: 'message', message: message(2), rev: 2, unread: 0 })
    expect(client.own.state.headSeq).toBe(2)
  })
})
