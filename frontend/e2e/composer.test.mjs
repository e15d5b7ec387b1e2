// What an agent writes: drafts over reloads and tabs, files by paste and drop, and no word lost to an input method.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Console } from './lib/console.mjs'
import { png } from './lib/png.mjs'
import { queue, say } from './lib/queue.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

async function opened(stage) {
  const agent = await stage.desk.agent('Han Mei')
  const customer = await stage.visitor({ session: await stage.desk.visitor('Li Lei') })
  await customer.write('Hello')
  const desk = await stage.console()
  await desk.login(agent.key)
  const conversation = await desk.onlyConversation()
  await desk.open(conversation)
  return { customer, desk, conversation }
}

test('drafts over a reload and in two tabs', story(async (stage) => {
  const { desk, conversation, customer } = await opened(stage)
  await desk.input.fill('half a reply')
  await desk.page.getByTestId('note-toggle').click()
  await desk.input.fill('half a note')
  await desk.page.reload()
  const stands = (view, words, what) => eventually(async () => assert.equal(await view.input.inputValue(), words, what))
  await stands(desk, 'half a note', 'the note is where it was left')
  await desk.page.getByTestId('reply-toggle').click()
  await stands(desk, 'half a reply')

  const tab = new Console(await stage.again('second tab'))
  await tab.page.goto(`${stage.desk.url}/console/c/${conversation}`)
  await tab.page.getByTestId('reply-toggle').click()
  await stands(tab, 'half a reply')
  await tab.input.fill('a whole reply')
  await stands(desk, 'a whole reply', 'what is written in one tab stands in the other')
  await tab.input.press('Enter')
  await customer.has('a whole reply', 'received')
  await stands(desk, '', 'what is sent in one tab is gone from the other')
  await desk.page.getByTestId('note-toggle').click()
  await stands(desk, 'half a note', 'the note is a draft of its own')
  await desk.has('a whole reply')
}))

/** Drops files onto an element as a hand does. */
async function drop(page, testid, files) {
  await page.evaluate(([where, list]) => {
    const data = new DataTransfer()
    for (const { name, type, bytes } of list) data.items.add(new File([new Uint8Array(bytes)], name, { type }))
    const target = document.querySelector(`[data-testid=${where}]`)
    for (const kind of ['dragenter', 'dragover', 'drop']) target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
  }, [testid, files.map(f => ({ ...f, bytes: [...f.bytes] }))])
}

test('pictures by paste and drop, looked at before they go', story(async (stage) => {
  const { desk, conversation, customer } = await opened(stage)
  const { page } = desk
  const tray = page.getByTestId('tray-item')

  // Dropped anywhere on the conversation; nothing is sent yet.
  await drop(page, 'message-list', [
    { name: 'first.png', type: 'image/png', bytes: png(900, 300) },
    { name: 'run\u202Egnp.exe', type: 'application/x-msdownload', bytes: Buffer.from('MZ') },
    { name: 'second.png', type: 'image/png', bytes: png(20, 10) },
  ])
  const waiting = count => eventually(async () => assert.equal(await tray.count(), count, 'files in the tray'))
  await waiting(3)
  await eventually(async () => assert.equal(await tray.nth(1).getAttribute('data-refusal'), 'wrong_type'))
  await eventually(async () => assert.match(await tray.nth(1).innerText(), /^rungnp\.exe\s+File type not allowed/))
  await page.evaluate((bytes) => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }))
    document.querySelector('[data-testid=composer-input]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, [...png(40, 30)])
  await waiting(4)
  // An address that is given back while the browser fetches from it is an error in the console.
  await eventually(async () => assert.ok(await tray.locator('img').evaluateAll(all => all.length === 3 && all.every(img => img.complete))))
  await tray.nth(3).getByRole('button').click()
  await waiting(3)
  assert.equal((await stage.desk.history(conversation)).length, 1)

  // They belong to this conversation, and a note takes none.
  await page.getByTestId('note-toggle').click()
  await waiting(0)
  await drop(page, 'message-list', [{ name: 'x.png', type: 'image/png', bytes: png(4, 4) }])
  await page.getByTestId('notice').filter({ hasText: 'A note carries text only' }).waitFor()
  await page.getByTestId('reply-toggle').click()

  // Words first, then the files in their order; the one that can't go stays and says why.
  await desk.input.fill('Both sides:')
  await desk.input.press('Enter')
  const history = await eventually(async () => {
    const all = await stage.desk.history(conversation)
    assert.equal(all.length, 4)
    return all
  })
  assert.deepEqual(history.slice(1).map(m => [m.kind, m.text ?? m.attachment.name]), [['text', 'Both sides:'], ['image', 'first.png'], ['image', 'second.png']])
  await waiting(1)
  await eventually(async () => assert.equal(await customer.messages.locator('.chat-picture').count(), 2))

  // Large, from one to the next, and back.
  await desk.messages.nth(2).locator('img').click()
  const large = page.locator('dialog[open] img')
  await eventually(async () => assert.equal(await large.evaluate(el => el.naturalWidth), 900))
  await page.keyboard.press('ArrowRight')
  await eventually(async () => assert.equal(await large.evaluate(el => el.naturalWidth), 20))
  await page.keyboard.press('Escape')
  await large.waitFor({ state: 'detached' })
}))

test('an input method\'s keys are its own', story(async (stage) => {
  const { desk, conversation } = await opened(stage)
  // What stands there already would go out.
  await desk.input.pressSequentially('Li Lei, ')
  const session = await desk.page.context().newCDPSession(desk.page)
  await session.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 })
  // The Enter that takes the word over: browsers report it as key 229.
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key: 'Enter', code: 'Enter' })
  await session.send('Input.insertText', { text: '你好' })
  await eventually(async () => assert.equal(await desk.input.inputValue(), 'Li Lei, 你好'))
  assert.equal((await stage.desk.history(conversation)).length, 1, 'nothing went out')
  await desk.input.press('Enter')
  await desk.has('Li Lei, 你好', 'read')
  const said = async () => (await stage.desk.history(conversation)).map(({ text }) => text)
  assert.deepEqual(await said(), ['Hello', 'Li Lei, 你好'])

  // Near the limit the characters are counted, and above it nothing goes.
  await desk.input.fill('好'.repeat(3900))
  await eventually(async () => assert.equal(await desk.page.getByTestId('composer-hint').innerText(), '3900 of 4000 characters'))
  await desk.input.fill('好'.repeat(4001))
  await desk.page.getByRole('alert').filter({ hasText: '1 characters too many' }).waitFor()
  await desk.input.press('Enter')
  assert.equal(await desk.input.inputValue(), '好'.repeat(4001))
  await desk.write('好的')
  await desk.has('好的', 'read')
  assert.deepEqual(await said(), ['Hello', 'Li Lei, 你好', '好的'])
}))

test('what others write draws nothing in the open conversation, and neither does a key', story(async (stage) => {
  const { desk, conversation, customer } = await opened(stage)
  const others = await queue(stage.desk, 20)
  const unread = count => eventually(async () => assert.equal(Number(await desk.page.getByTestId('total-unread').first().getAttribute('data-unread')), count))
  await unread(20)
  await desk.input.focus()
  await desk.input.pressSequentially('a')
  await desk.page.evaluate(() => {
    window.drawn = 0
    const observer = new MutationObserver(all => { window.drawn += all.length })
    observer.observe(document.querySelector('[data-testid=message-list]'), { subtree: true, childList: true, attributes: true, characterData: true })
  })
  for (const other of others) await say(stage.desk, other, 'once more')
  await desk.input.pressSequentially('bcdefgh')
  await unread(40)
  assert.equal(await desk.page.evaluate(() => window.drawn), 0)
  await customer.write('and this is drawn')
  await desk.has('and this is drawn', 'received')
  assert.ok(await desk.page.evaluate(() => window.drawn) > 0)
  assert.equal((await stage.desk.history(conversation)).length, 2)
}))
