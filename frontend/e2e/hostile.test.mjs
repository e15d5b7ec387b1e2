import assert from 'node:assert/strict'
import test from 'node:test'
import { story } from './lib/story.mjs'

// Each would call pwned, which fails the story, if anything took it for markup.
const NAME = '<img src=x onerror=pwned(1)>'
const TEXTS = [
  '<img src=x onerror="pwned(2)">',
  '"><svg/onload=pwned(3)><script>pwned(4)</script>',
  '[click](javascript:pwned(5)) javascript:pwned(6) {{constructor.constructor("pwned(7)")()}}',
]

test('a customer who writes markup', story(async (stage) => {
  const agent = await stage.desk.agent('Han <b>Mei</b>')
  const desk = await stage.console()
  await desk.login(agent.key)
  const customer = await stage.visitor({ session: await stage.desk.visitor(NAME) })
  for (const text of TEXTS) await customer.write(text)

  const conversation = await desk.onlyConversation()
  assert.ok((await desk.row(conversation).innerText()).includes(NAME), 'the name is a text in the list')
  await desk.row(conversation).getByTestId('row-preview').filter({ hasText: TEXTS[2] }).waitFor()
  await desk.open(conversation)
  for (const text of TEXTS) await desk.has(text, 'received')
  await desk.write(TEXTS[0])
  await customer.messages.nth(TEXTS.length).waitFor()

  const history = await stage.desk.history(conversation)
  assert.deepEqual(history.map(m => m.text), [...TEXTS, TEXTS[0]])
  assert.equal(history[0].sender.name, NAME)
  await desk.equals(history)
  await customer.equals(history)
  for (const side of [desk, customer]) {
    const made = await side.messages.locator('.chat-bubble :is(img, svg, script, a, b, iframe)').count()
    assert.equal(made, 0, 'no element was made of what somebody wrote')
  }
  assert.equal(await desk.page.locator('img[src="x"], script:not([src])').count(), 0)
  await customer.page.getByText('Han <b>Mei</b>').first().waitFor()
}))
