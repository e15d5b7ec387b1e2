import assert from 'node:assert/strict'
import test from 'node:test'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

test('two agents, and a customer with two tabs', story(async (stage) => {
  const [han, wang] = await Promise.all([stage.desk.agent('Han Mei'), stage.desk.agent('Wang Wu')])
  const [first, second] = [await stage.console('han'), await stage.console('wang')]
  await first.login(han.key)
  await second.login(wang.key)
  const tab = await stage.shopper()
  await tab.openWidget()
  await tab.write('Is anybody there?')
  await tab.has('Is anybody there?', 'sent')
  const other = await stage.shopperAgain(tab)
  await other.openWidget()
  await other.has('Is anybody there?', 'sent')

  // All agents get it; what one reads is read for the desk.
  const conversation = await first.onlyConversation()
  await first.unread(conversation, 1)
  await second.unread(conversation, 1)
  await first.open(conversation)
  await second.unread(conversation, 0)
  await tab.has('Is anybody there?', 'read')
  await other.has('Is anybody there?', 'read')

  // Who has it open, who takes it, and what they write shows to the other agent.
  await second.open(conversation)
  await eventually(async () => assert.match(await second.page.getByTestId('viewers').innerText(), /Han Mei/))
  await first.page.getByTestId('claim').click()
  await eventually(async () => assert.match(await second.page.getByTestId('assignee').innerText(), /Han Mei/))
  await first.page.getByTestId('note-toggle').click()
  await first.write('the parcel is at the depot, do not tell')
  await second.page.getByTestId('note').filter({ hasText: 'at the depot' }).waitFor()
  await first.page.getByTestId('reply-toggle').click()
  await other.closeWidget()
  await first.write('Yes, good morning!')
  await second.has('Yes, good morning!')

  // Both tabs get the answer, neither the note; read in one, read in both.
  await tab.has('Yes, good morning!', 'received')
  await first.has('Yes, good morning!', 'read')
  await other.message('Yes, good morning!').waitFor({ state: 'attached' })
  await other.badge(0)
  await other.openWidget()
  await other.write('Good morning.')
  await tab.has('Good morning.')
  await first.has('Good morning.', 'received')

  const history = await stage.desk.history(conversation)
  for (const view of [first, second, tab, other]) await view.equals(history)
  assert.equal(history.length, 3)
  for (const view of [tab, other]) assert.equal(await view.at.getByText('at the depot').count(), 0)

  // Resolved by one, gone from the other's list of open ones; the customer's next word brings it back.
  await first.page.getByTestId('resolve').click()
  await eventually(async () => assert.match(await second.page.getByTestId('conversation-status').innerText(), /Resolved/))
  await tab.write('One thing more')
  await eventually(async () => assert.match(await second.page.getByTestId('conversation-status').innerText(), /Open/))
}))
