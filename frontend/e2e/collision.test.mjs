// Two agents over one conversation: each sees what the other does, and one of them has it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

/** Holds the calls that the pages make to such an address until all of them have made one. */
async function together(pages, address) {
  let waiting = []
  for (const page of pages) {
    await page.route(address, (route) => {
      waiting.push(route)
      if (waiting.length < pages.length) return
      for (const one of waiting) void one.continue()
      waiting = []
    })
  }
}

test('two agents, one conversation', story(async (stage) => {
  const [han, wang] = await Promise.all([stage.desk.agent('Han Mei'), stage.desk.agent('Wang Wu')])
  const [first, second] = [await stage.console('han'), await stage.console('wang')]
  await first.login(han.key)
  await second.login(wang.key)
  const customer = await stage.visitor({ session: await stage.desk.visitor('Li Lei') })
  await customer.write('Is anybody there?')
  const conversation = await first.onlyConversation()
  await first.open(conversation)
  await second.row(conversation).waitFor()
  await second.open(conversation)

  // Each sees the other beside the field, before a word is written.
  const beside = view => view.page.getByTestId('collision')
  await eventually(async () => assert.match(await beside(first).innerText(), /Wang Wu is viewing/))
  await eventually(async () => assert.match(await beside(second).innerText(), /Han Mei is viewing/))

  // Who writes to the customer is seen by both, and who writes a note only by the colleague.
  await Promise.all([
    second.page.locator('[data-testid=collision][data-writing=true]').filter({ hasText: 'Han Mei is typing' }).waitFor(),
    customer.showsTyping(),
    first.input.pressSequentially('Good mor'),
  ])
  await customer.showsNoTyping()
  await customer.at.getByTestId('typing').evaluate((el) => {
    window.typingShown = 0
    new MutationObserver(() => { if (el.innerText.trim() !== '') window.typingShown++ }).observe(el, { subtree: true, childList: true, characterData: true })
  })
  await second.page.getByTestId('note-toggle').click()
  await Promise.all([
    beside(first).filter({ hasText: 'Wang Wu is typing' }).waitFor(),
    second.input.pressSequentially('wait, this is mine'),
  ])
  await second.input.press('Enter')
  await eventually(async () => assert.match(await beside(first).innerText(), /Wang Wu is viewing/))
  assert.equal(await customer.page.evaluate(() => window.typingShown), 0, 'a note is no typing to the customer')
  await first.input.fill('')

  // Both take it at once: one has it, and the other reads who. Neither call goes before both were made.
  await together([first.page, second.page], '**/claim')
  const lost = [first, second].map(view => view.page.getByTestId('notice').filter({ hasText: 'took this conversation before you.' }).waitFor().then(() => view))
  await Promise.all([first, second].map(view => view.page.getByTestId('claim').click()))
  const told = await Promise.any(lost)
  const notice = await told.page.getByTestId('notice').innerText()
  const { assignee } = await eventually(async () => {
    const now = await stage.desk.conversation(conversation)
    assert.ok(now.assignee)
    return now
  })
  const [winner, loser] = assignee.id === han.id ? [first, second] : [second, first]
  assert.equal(told, loser)
  assert.ok(notice.includes(`${assignee.name} took this conversation before you.`), notice)
  await eventually(async () => assert.match(await winner.page.getByTestId('assignee').innerText(), /Assigned to you/))
  await eventually(async () => assert.ok((await loser.page.getByTestId('assignee').innerText()).includes(assignee.name)))
  assert.equal(await winner.page.getByTestId('notice').count(), 0)

  // The one who has it gives it to the other, chosen by a few letters among who is there.
  const other = assignee.id === han.id ? wang : han
  await winner.page.getByTestId('transfer').click()
  const entry = winner.page.getByTestId('palette-entry').filter({ hasText: other.name })
  await entry.filter({ hasText: 'Online · 0 open' }).waitFor()
  await winner.page.getByTestId('palette-input').fill(other.name.slice(0, 2))
  await entry.and(winner.page.locator('[data-highlighted]')).waitFor()
  await winner.page.keyboard.press('Enter')
  await eventually(async () => assert.match(await loser.page.getByTestId('assignee').innerText(), /Assigned to you/))
  await eventually(async () => assert.ok((await winner.page.getByTestId('assignee').innerText()).includes(other.name)))
  await winner.page.getByTestId('event').filter({ hasText: `assigned the conversation to ${other.name}` }).waitFor()

  // A mention finds its reader; what the other side has read is true on both.
  await winner.page.getByTestId('reply-toggle').click()
  await winner.page.getByTestId('note-toggle').click()
  await winner.input.fill('')
  await winner.input.pressSequentially('all yours @' + other.name.slice(0, 2))
  await winner.page.getByTestId('mention-picker').getByText(other.name).waitFor()
  await winner.input.press('Enter')
  await eventually(async () => assert.equal(await winner.input.inputValue(), `all yours @${other.name} `))
  await winner.input.press('Enter')
  await loser.page.getByTestId('mention').filter({ hasText: `@${other.name}` }).waitFor()
  const { items } = await stage.desk.call('GET', `/conversations/${conversation}/activity?limit=200`)
  assert.deepEqual(items.filter(i => i.type === 'note').at(-1).mentions, [other.id])

  await loser.page.getByTestId('reply-toggle').click()
  await loser.write('Good morning, I have it now.')
  await customer.has('Good morning, I have it now.', 'received')
  for (const view of [first, second]) await view.has('Good morning, I have it now.', 'read')
  for (const view of [first, second]) await view.equals(await stage.desk.history(conversation))
  assert.equal(await customer.at.getByText('all yours').count(), 0)

  // Who leaves is gone from beside the field.
  await winner.page.keyboard.press('Escape')
  await winner.page.evaluate(() => document.activeElement.blur())
  await winner.page.keyboard.press('Escape')
  await beside(loser).waitFor({ state: 'detached' })
}, { expected: [/status of 409 .*\/claim$/] }))
