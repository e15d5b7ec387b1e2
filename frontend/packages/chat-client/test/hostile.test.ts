import { describe, expect, it } from 'vitest'
import { createChatClient } from '../src'
import type { ChatClient, ConversationView, MessageItem } from '../src'
import { FakeClock } from './clock'
import { dice, HostileDesk } from './desk'
import { World, goodAuth, summary } from './world'

interface Person { world: World, client: ChatClient, view: ConversationView, told: number[] }

function enter(desk: HostileDesk, clock: FakeClock, role: 'customer' | 'agent', id: string, device: string, disk?: Map<string, string>): Person {
  const world = new World(clock, device)
  for (const [key, value] of disk ?? []) world.disk.set(key, value)
  desk.seat(world, role, id, device)
  const client = createChatClient({ host: world, url: 'wss://desk.test/ws', role, identity: id, auth: goodAuth() })
  if (role === 'agent') client.conversations.put([summary('17')])
  const view = role === 'customer' ? client.own : client.open('17')
  const told: number[] = []
  client.on('message', ({ message }) => told.push(message.seq))
  client.on('problem', ({ what }) => { throw new Error(what) })
  client.connect()
  return { world, client, view, told }
}

const shown = (view: ConversationView) => view.state.items.map((item) => {
  const { message, delivery } = item as MessageItem
  return `${message.seq} ${message.client_id} ${message.text} ${message.recalled_at != null} ${delivery.state}`
})

describe('a desk that loses, repeats, delays and breaks off', () => {
  it.each(Array.from({ length: 100 }, (_, i) => i + 1))('leaves every view whole in the end (seed %d)', async (seed) => {
    const roll = dice(seed)
    const clock = new FakeClock()
    const desk = new HostileDesk(clock, roll)
    const people = [
      enter(desk, clock, 'customer', 'o1', 'phone'), enter(desk, clock, 'customer', 'o1', 'laptop'),
      enter(desk, clock, 'agent', '3', 'han'), enter(desk, clock, 'agent', '4', 'wang'),
    ]
    const written: string[] = []
    for (let step = 0; step < 120; step++) {
      const i = Math.floor(roll() * people.length)
      const person = people[i] as Person
      const what = roll()
      if (what < 0.55) {
        const text = `${i}:${step}`
        written.push(text)
        person.view.send({ kind: 'text', text })
      } else if (what < 0.75) {
        person.view.markRead()
      } else if (what < 0.85) {
        const mine = person.view.state.items.filter(item => (item as MessageItem).mine && (item as MessageItem).message.id !== '')
        const pick = mine[Math.floor(roll() * mine.length)] as MessageItem | undefined
        if (pick !== undefined) person.view.recall(pick.message.id).catch(() => {})
      } else if (what < 0.95) {
        desk.breakSome()
      } else {
        // A reload: all but the disk is forgotten.
        person.client.close()
        const { role } = person.client
        people[i] = enter(desk, clock, role, role === 'customer' ? 'o1' : String(i + 1), `${['phone', 'laptop', 'han', 'wang'][i]}${step}`, person.world.disk)
      }
      await clock.advance(Math.floor(roll() * 1_500))
    }

    desk.hostile = false
    await clock.advance(90_000)
    desk.resync() // agents hear what they missed by changes; customers by the pong alone would do as well
    await clock.advance(30_000)
    for (const { view } of people) {
      while (view.state.hasOlder) {
        const page = view.loadOlder(20)
        await clock.advance(1_000)
        await page
      }
    }

    // Each text once: those that were recalled lost theirs, so they are counted.
    const texts = desk.messages.flatMap(m => m.text ?? [])
    expect(new Set(texts).size).toBe(texts.length)
    expect(desk.messages.length).toBe(written.length)
    for (const { view, client, world } of people) {
      const side = client.role === 'customer' ? 'customer' : 'desk'
      const expected = desk.messages.map((m) => {
        const own = (m.sender.role === 'customer') === (side === 'customer')
        const read = m.seq <= desk.read[side === 'customer' ? 'desk' : 'customer']
        return `${m.seq} ${m.client_id} ${m.text ?? null} ${m.recalled_at != null} ${own ? (read ? 'read' : 'sent') : 'received'}`
      })
      expect(shown(view)).toEqual(expected)
      expect(view.state.unread).toBe(desk.unread(side))
      expect([...world.disk.keys()]).toEqual([])
    }
    for (const { told } of people) expect(told).toEqual([...new Set(told)].sort((a, b) => a - b))
    for (let i = 0; i < people.length; i++) {
      const steps = desk.messages.filter(m => m.text?.startsWith(`${i}:`)).map(m => Number(m.text?.split(':')[1]))
      expect(steps).toEqual([...steps].sort((a, b) => a - b))
    }
  })

  it('customers heal by the pong alone', async () => {
    const clock = new FakeClock()
    const desk = new HostileDesk(clock, dice(7))
    const a = enter(desk, clock, 'customer', 'o1', 'phone')
    const b = enter(desk, clock, 'agent', '3', 'han')
    await clock.advance(10_000)
    for (let i = 0; i < 60; i++) {
      b.view.send({ kind: 'text', text: `${i}` })
      await clock.advance(300)
    }
    desk.hostile = false
    await clock.advance(60_000)
    expect(a.view.state.headSeq).toBe(60)
    expect(a.view.state.unread).toBe(60)
  })
})
