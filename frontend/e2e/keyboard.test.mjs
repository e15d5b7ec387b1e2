// A morning's work without a mouse: from the login page to the last conversation.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible } from './lib/axe.mjs'
import { Console } from './lib/console.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const NAMES = ['Li Lei', '林晓雯', 'Emily Carter']

test('a morning by keyboard alone', story(async (stage) => {
  const [han, wang] = [await stage.desk.agent('Han Mei'), await stage.desk.agent('王磊')]
  const colleague = await stage.console('wang')
  await colleague.login(wang.key)
  const customers = []
  for (const name of NAMES) {
    const customer = await stage.visitor({ who: name, session: await stage.desk.visitor(name) })
    await customer.write(`${name} asks`)
    await customer.has(`${name} asks`, 'sent')
    customers.push(customer)
  }

  const desk = await stage.console('han')
  const { page } = desk
  const keys = page.keyboard
  const focused = testid => eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), testid, 'what has the focus'))
  const unfocused = () => eventually(async () => assert.ok(!await desk.input.evaluate(el => el === document.activeElement), 'the field has given the keys back'))
  const palette = state => page.getByTestId('palette').waitFor({ state })
  const name = () => page.getByTestId('conversation-name').innerText()
  const status = word => eventually(async () => assert.equal(await page.getByTestId('conversation-status').innerText(), word))

  // The key goes where the cursor stands already.
  await focused('login-key')
  await keys.type(han.key)
  await keys.press('Enter')
  const rows = page.getByTestId('conversation-row')
  await rows.nth(2).waitFor()

  // Into the list, and through it.
  const inList = await rows.evaluateAll(all => all.map(row => row.dataset.conversationId))
  const { customer: { name: first } } = await stage.desk.conversation(inList[0])
  const shows = index => Promise.all([page.waitForURL(`**/c/${inList[index]}`), desk.input.waitFor()])
  await keys.press('j')
  await shows(0)
  await eventually(async () => assert.equal(await name(), first))
  await keys.press('j')
  await shows(1)
  await eventually(async () => assert.notEqual(await name(), first))
  await keys.press('k')
  await shows(0)
  await eventually(async () => assert.equal(await name(), first))

  // Everything is listed by one key; Escape closes it and gives the keys back.
  await keys.press('?')
  await page.getByTestId('shortcuts').waitFor()
  await keys.press('j')
  assert.equal(await name(), first, 'a dialog keeps its keys')
  await keys.press('Escape')
  await page.getByTestId('shortcuts').waitFor({ state: 'detached' })
  assert.equal(await name(), first)

  // Claim, and a canned reply with the customer's name in it.
  await keys.press('c')
  await eventually(async () => assert.match(await page.getByTestId('assignee').innerText(), /Assigned to you/))
  await keys.press('/')
  await focused('composer-input')
  await page.getByTestId('canned-picker').waitFor()
  await keys.type('greet')
  await eventually(async () => assert.ok((await page.getByTestId('canned-preview').innerText()).includes(`Hi ${first}, this is Han Mei.`)))
  await keys.press('Enter')
  await eventually(async () => assert.ok((await desk.input.inputValue()).startsWith(`Hi ${first}`)))
  await keys.press('Shift+Enter')
  await keys.type('One line more: jkcre?/')
  assert.equal(await name(), first, 'a field keeps its keys')
  await keys.press('Enter')
  const asked = customers[NAMES.indexOf(first)]
  await asked.has('One line more: jkcre?/', 'received')
  await desk.has('One line more: jkcre?/', 'read')

  // Back to the messages: what one has just said is taken back.
  await keys.press('ArrowUp')
  await focused('message-more')
  await keys.press('Enter')
  await page.getByTestId('recall').waitFor()
  await eventually(async () => assert.ok(await page.evaluate(() => document.activeElement?.closest('[role=menu]') !== null), 'the menu has the focus'))
  await keys.press('End')
  await keys.press('Enter')
  await desk.message('You recalled a message').waitFor()
  await asked.message('Han Mei recalled a message').waitFor()

  // A note, by its key; the keys come back by Escape.
  await page.evaluate(() => document.activeElement?.blur())
  await keys.press('n')
  await focused('composer-input')
  await keys.type('asked twice already')
  await keys.press('Enter')
  await page.getByTestId('note').filter({ hasText: 'asked twice already' }).waitFor()
  await keys.press('Escape')
  await unfocused()
  await keys.press('r')
  await focused('composer-input')
  await keys.type('I will look it up.')
  await keys.press('Enter')
  await asked.has('I will look it up.')
  await desk.has('I will look it up.', 'read')
  await keys.press('Escape')
  await unfocused()

  // Priority and tag by their keys, the second by the palette; both are asked for in words.
  await keys.press('y')
  await focused('palette-input')
  await keys.type('urg')
  await keys.press('Enter')
  await eventually(async () => assert.equal(await page.getByTestId('conversation-priority').innerText(), 'Urgent'))
  await palette('detached')
  await keys.press('Control+k')
  await focused('palette-input')
  await accessible(page, 'the palette')
  await keys.type('tag')
  await keys.press('Enter')
  await eventually(async () => assert.equal(await page.getByTestId('palette-input').inputValue(), '', 'another question is asked'))
  await focused('palette-input')
  await keys.type('refund')
  await keys.press('Enter')
  const [{ id }] = (await stage.desk.call('GET', `/conversations?q=${encodeURIComponent(first)}`)).items
  await eventually(async () => assert.deepEqual((await stage.desk.conversation(id)).tags, ['refund']))
  await palette('detached')

  // Give it to a colleague by the sound of the name, and wait for the customer.
  await keys.press('t')
  await focused('palette-input')
  await page.getByTestId('palette-entry').filter({ hasText: '王磊' }).waitFor()
  await keys.type('wl')
  await keys.press('Enter')
  await eventually(async () => assert.match(await page.getByTestId('assignee').innerText(), /王磊/))
  await keys.press('p')
  await status('Pending')
  await keys.press('e')
  await status('Resolved')
  await page.getByTestId('state-hint').filter({ hasText: 'does not reopen it' }).waitFor()

  // A resolved conversation is answered, and stays resolved.
  await keys.press('r')
  await focused('composer-input')
  await keys.type('One thing more.')
  await keys.press('Enter')
  await asked.has('One thing more.', 'received')
  await status('Resolved')
  await keys.press('Escape')
  await unfocused()

  // Another customer, found by the sound of a Chinese name; and back by what was opened lately.
  await keys.press('Control+k')
  await focused('palette-input')
  await keys.type('lxw')
  await page.getByTestId('palette-entry').filter({ hasText: '林晓雯' }).waitFor()
  await keys.press('Enter')
  await eventually(async () => assert.equal(await name(), '林晓雯'))
  await palette('detached')
  await keys.press('Control+k')
  await focused('palette-input')
  await keys.press('Escape')
  await palette('detached')

  // By pairs of keys, and out of the conversation.
  await keys.press('g')
  await keys.press('i')
  await page.getByTestId('conversation-name').waitFor({ state: 'detached' })
  assert.deepEqual((await stage.desk.history(id)).map(m => m.text), [`${first} asks`, null, 'I will look it up.', 'One thing more.'])
}))

for (const colorScheme of ['light', 'dark']) {
  test(`everything about a conversation is accessible: ${colorScheme}`, story(async (stage) => {
    const han = await stage.desk.agent('Han Mei')
    const customer = await stage.visitor({ session: await stage.desk.visitor('Li Lei') })
    await customer.write('See https://example.com/order')
    const page = await stage.page('han', { colorScheme, viewport: { width: 1440, height: 900 } })
    await page.goto(`${stage.desk.url}/console/`)
    const desk = new Console(page)
    await desk.login(han.key)
    const conversation = await desk.onlyConversation()
    await desk.open(conversation)
    await desk.write('Here you are.')
    await desk.has('Here you are.', 'read')
    await page.getByTestId('note-toggle').click()
    await desk.write('a note for @nobody')
    await page.getByTestId('note').waitFor()
    await accessible(page, 'a note is being written')
    await page.getByTestId('reply-toggle').click()
    await desk.input.pressSequentially('/')
    await page.getByTestId('canned-picker').waitFor()
    await accessible(page, 'the canned replies')
    await desk.input.press('Escape')
    await desk.input.fill('')
    await desk.attach({ name: 'a.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') })
    await page.getByTestId('tray-item').waitFor()
    await accessible(page, 'a file that is refused')
    await page.getByTestId('conversation-menu').click()
    await page.getByTestId('menu-priority').waitFor()
    await accessible(page, 'the menu')
    await page.keyboard.press('Escape')
    await page.getByTestId('menu-priority').waitFor({ state: 'detached' })
    await desk.messages.last().hover()
    await desk.messages.last().getByTestId('message-more').click()
    await page.getByTestId('message-menu').waitFor()
    await accessible(page, 'the menu of a message')
    await page.keyboard.press('Escape')
    await page.getByTestId('message-menu').waitFor({ state: 'detached' })
    await page.getByTestId('transfer').click()
    await page.getByTestId('palette-input').waitFor()
    await accessible(page, 'the transfer')
    await page.keyboard.press('Escape')
    await page.getByTestId('palette').waitFor({ state: 'detached' })
    await page.evaluate(() => document.activeElement?.blur())
    await page.keyboard.press('?')
    await page.getByTestId('shortcuts').waitFor()
    await accessible(page, 'the keys')
    await page.keyboard.press('Escape')
    await page.getByTestId('resolve').click()
    await page.getByTestId('state-hint').waitFor()
    await accessible(page, 'a resolved conversation')
  }))
}
