import assert from 'node:assert/strict'
import test from 'node:test'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

test('a message each way', story(async (stage) => {
  const agent = await stage.desk.agent('Han Mei')
  const desk = await stage.console()
  await desk.login('sk_this-is-nobodys-key')
  await eventually(async () => assert.notEqual(await desk.page.getByTestId('login-error').innerText(), ''))
  await desk.login(agent.key)
  await desk.page.getByTestId('tab-everyone').waitFor()

  const customer = await stage.shopper()
  await customer.openWidget()
  await eventually(async () => assert.equal(await customer.at.getByTestId('availability').getAttribute('data-available'), 'true'))
  await customer.write('Hello, is the silver one in stock?')
  await customer.has('Hello, is the silver one in stock?', 'sent')

  // Nobody has opened it: unread on the desk's side, and not read for the customer.
  const conversation = await desk.onlyConversation()
  await desk.unread(conversation, 1)
  await desk.open(conversation)
  await desk.has('Hello, is the silver one in stock?', 'received')
  await desk.unread(conversation, 0)
  await customer.has('Hello, is the silver one in stock?', 'read')

  // Each sees the other type, and stop.
  await Promise.all([desk.showsTyping(), customer.input.pressSequentially('And in bl')])
  await Promise.all([customer.showsTyping(), desk.input.pressSequentially('Yes, it le')])
  await desk.input.pressSequentially('aves today.')
  await desk.input.press('Enter')
  await customer.has('Yes, it leaves today.', 'received')
  await customer.showsNoTyping()
  await desk.has('Yes, it leaves today.', 'read')

  await customer.input.pressSequentially('ack?')
  await customer.input.press('Enter')
  await desk.has('And in black?', 'received')
  await desk.showsNoTyping()
  await customer.has('And in black?', 'read')
  await desk.unread(conversation, 0)
  await customer.badge(0)

  const history = await stage.desk.history(conversation)
  assert.deepEqual(history.map(m => [m.seq, m.sender.role, m.read_at !== null]), [[1, 'customer', true], [2, 'agent', true], [3, 'customer', true]])
  await desk.equals(history)
  await customer.equals(history)
}))
