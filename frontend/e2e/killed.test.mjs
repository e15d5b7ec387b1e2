import assert from 'node:assert/strict'
import test from 'node:test'
import { AWAY } from './lib/browser.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('the desk is killed and comes back', story(async (stage) => {
  const agent = await stage.desk.agent('Han Mei')
  const desk = await stage.console()
  await desk.login(agent.key)
  const customer = await stage.visitor()
  await customer.write('question 0')
  const conversation = await desk.onlyConversation()
  await desk.open(conversation)
  await desk.write('answer 0')
  await customer.has('answer 0', 'received')
  await desk.has('answer 0', 'read')

  // In the middle of writing; what became of each message the clients can't know.
  for (const n of numbers(1, 2)) await customer.write(`question ${n}.`)
  await desk.write('answer 1.')
  const killed = stage.desk.kill()
  for (const n of numbers(3, 5)) await customer.write(`question ${n}.`)
  await killed

  // Both notice, and both write on.
  await customer.at.getByTestId('connection-banner').waitFor()
  await desk.at.getByTestId('connection-banner').waitFor()
  for (const n of numbers(6, 8)) await customer.write(`question ${n}.`)
  for (const n of numbers(2, 3)) await desk.write(`answer ${n}.`)
  await customer.has('question 8.', 'sending')
  await desk.has('answer 3.', 'sending')
  await stage.shots('the desk is away')

  await stage.desk.start()
  // The longer it was away, the more seldom they try.
  for (const side of [desk, customer]) await side.at.getByTestId('connection-banner').waitFor({ state: 'hidden', timeout: 90_000 })
  await desk.has('question 8.')
  await customer.has('answer 3.')
  await customer.has('question 8.', 'read')
  await desk.has('answer 3.', 'read')

  // Everything is stored once, each side's in its order, and everybody sees the same.
  const history = await stage.desk.history(conversation)
  const said = role => history.filter(m => m.sender.role === role).map(m => m.text)
  assert.deepEqual(said('customer'), ['question 0', ...numbers(1, 8).map(n => `question ${n}.`)])
  assert.deepEqual(said('agent'), ['answer 0', ...numbers(1, 3).map(n => `answer ${n}.`)])
  assert.deepEqual(history.map(m => m.seq), numbers(1, history.length))
  await desk.equals(history)
  await customer.equals(history)
  await desk.unread(conversation, 0)
  assert.equal((await stage.desk.conversation(conversation)).unread, 0)

  // And after a reload, when nothing is left of what the pages kept in memory.
  await desk.page.reload()
  await customer.page.reload()
  await desk.equals(history)
  await customer.equals(history)
  await customer.write('thank you')
  await desk.has('thank you', 'received')
  await eventually(async () => assert.equal((await stage.desk.history(conversation)).length, history.length + 1))
}, { expected: [AWAY] }))
