import assert from 'node:assert/strict'
import test from 'node:test'
import { story } from './lib/story.mjs'

test('the badge of a closed widget', story(async (stage) => {
  const agent = await stage.desk.agent('Han Mei')
  const desk = await stage.console()
  await desk.login(agent.key)
  const customer = await stage.shopper()
  await customer.openWidget()
  await customer.write('When will my parcel arrive?')
  const conversation = await desk.onlyConversation()
  await desk.open(conversation)
  await desk.has('When will my parcel arrive?', 'received')
  await customer.has('When will my parcel arrive?', 'read')
  await customer.closeWidget()

  await desk.write('Tomorrow before noon.')
  await customer.badge(1)
  await desk.write('The courier will ring you.')
  await customer.badge(2)
  for (const text of ['Tomorrow before noon.', 'The courier will ring you.']) await desk.has(text, 'sent')
  assert.deepEqual((await stage.desk.history(conversation)).map(m => m.read_at !== null), [true, false, false], 'a closed widget reads nothing')

  // The next page of the shop shows it at once, without a click.
  await customer.page.reload()
  await customer.badge(2)

  await customer.openWidget()
  await customer.has('The courier will ring you.', 'received')
  await customer.badge(0)
  await desk.has('Tomorrow before noon.', 'read')
  await desk.has('The courier will ring you.', 'read')
  await customer.closeWidget()
  await customer.badge(0)
  const history = await stage.desk.history(conversation)
  assert.deepEqual(history.map(m => m.read_at !== null), [true, true, true])
  await desk.equals(history)
}))
