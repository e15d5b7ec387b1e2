// What a customer has of the widget as a messenger: sound, pictures, a message's menu, announcements, the phone.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible } from './lib/axe.mjs'
import { Customer } from './lib/customer.mjs'
import { png } from './lib/png.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

const frameOf = page => page.frames().find(frame => new URL(frame.url()).pathname.startsWith('/chat'))
const at = page => page.frameLocator('[data-testid=chat-frame]')

/** Every two tones are one chime; counted over all frames of a page. */
const COUNT = () => {
  window.tones = 0
  const param = { value: 0, setValueAtTime() {}, exponentialRampToValueAtTime() {} }
  window.AudioContext = class {
    currentTime = 0
    state = 'running'
    createOscillator() { window.tones++; return { frequency: param, connect: to => to, start() {}, stop() {} } }
    createGain() { return { gain: param, connect: to => to } }
  }
}
/** Longer than the tabs need to agree which of them sounds, ms. */
const QUIET = 900

const chimes = async (...pages) => (await Promise.all(pages.map(page => frameOf(page).evaluate(() => window.tones / 2)))).reduce((a, b) => a + b, 0)

/** Says something as an agent in the only conversation there is. */
function speaker(desk, agent) {
  return async (text) => {
    const { items: [{ id }] } = await desk.call('GET', '/conversations')
    await desk.call('POST', `/conversations/${id}/messages`, { token: agent.key, body: { text } })
  }
}

test('one chime for a message, in one tab, unless somebody looks', story(async (stage) => {
  const say = speaker(stage.desk, await stage.desk.agent('Han Mei'))
  const page = await stage.page('customer')
  await page.context().addInitScript(COUNT)
  await page.goto(`${stage.desk.url}/demo`)
  const customer = new Customer(page, at(page))
  await customer.openWidget()
  await customer.write('hello')
  await customer.has('hello', 'sent')
  const second = await stage.shopperAgain(customer)
  await second.openWidget()
  await second.has('hello', 'sent')
  const pages = [page, second.page]
  /** There are so many chimes in the end, and no more. */
  const chimed = async (count, what) => {
    await eventually(async () => assert.ok(await chimes(...pages) >= count, what))
    await page.waitForTimeout(QUIET)
    assert.equal(await chimes(...pages), count, what)
  }

  await customer.closeWidget()
  await second.closeWidget()
  await say('one')
  await customer.badge(1)
  await second.badge(1)
  await chimed(1, 'one of two tabs')
  await say('two')
  await customer.badge(2)
  await second.badge(2)
  await chimed(2)

  await customer.openWidget()
  await second.badge(0)
  await eventually(async () => assert.equal((await stage.desk.call('GET', '/conversations')).items[0].last_message.read_at !== null, true, 'what is seen is read'))
  await say('three')
  await customer.has('three', 'received')
  await second.message('three').waitFor({ state: 'attached' })
  await chimed(2, 'none while it is before somebody\'s eyes, in whichever tab')

  await customer.at.getByTestId('sound').click()
  await customer.closeWidget()
  await say('four')
  await second.badge(1)
  await chimed(2, 'none when it is turned off, in all tabs')
  await page.reload()
  await customer.openWidget()
  await customer.at.getByRole('button', { name: 'Turn the sound on' }).waitFor()
}))

test('a picture by paste and by drop', story(async (stage) => {
  const customer = await stage.shopper()
  await customer.openWidget()
  const bytes = [...png(40, 30)]
  const put = (target, kind, name) => target.evaluate((el, [type, data, file]) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([new Uint8Array(data)], file, { type: 'image/png' }))
    const init = { bubbles: true, cancelable: true }
    el.dispatchEvent(type === 'paste' ? new ClipboardEvent('paste', { ...init, clipboardData: transfer }) : new DragEvent(type, { ...init, dataTransfer: transfer }))
  }, [kind, bytes, name])
  await put(customer.input, 'paste', 'pasted.png')
  await put(customer.at.locator('.chat-composer'), 'dragover', 'x.png')
  await customer.at.getByText('Drop to send').waitFor()
  await put(customer.at.locator('.chat-composer'), 'drop', 'dropped.png')
  await eventually(async () => {
    const { items: [conversation] } = await stage.desk.call('GET', '/conversations')
    const history = await stage.desk.history(conversation.id)
    assert.deepEqual(history.map(m => [m.kind, m.attachment?.name]), [['image', 'pasted.png'], ['image', 'dropped.png']])
  })
}))

test('a message\'s menu: copy and recall', story(async (stage) => {
  const page = await stage.page('customer', { permissions: ['clipboard-read', 'clipboard-write'] })
  await page.goto(`${stage.desk.url}/demo`)
  const customer = new Customer(page, at(page))
  await customer.openWidget()
  await customer.write('to be copied')
  await customer.has('to be copied', 'sent')
  const more = customer.message('to be copied').getByTestId('message-more')
  await eventually(async () => assert.equal(await more.evaluate(el => getComputedStyle(el).opacity), '0', 'nothing loud before the mouse comes'))
  await customer.message('to be copied').hover()
  await more.click()
  await accessible(frameOf(page), 'the menu')
  await customer.at.getByTestId('menu-copy').click()
  await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'to be copied'))

  // The same with the keyboard; Escape closes the menu, and the chat stays.
  await more.focus()
  await page.keyboard.press('Enter')
  await customer.at.getByTestId('message-menu').waitFor()
  await page.keyboard.press('Escape')
  await customer.at.getByTestId('message-menu').waitFor({ state: 'detached' })
  await eventually(async () => assert.ok(await more.evaluate(el => el === document.activeElement)))
  await page.keyboard.press('Enter')
  await customer.at.locator('[data-testid=message-menu] :focus').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await customer.at.getByText('You recalled a message').waitFor()
}))

test('on a phone', story(async (stage) => {
  const page = await stage.page('customer', { ...PHONE, locale: 'zh-CN' })
  await page.goto(`${stage.desk.url}/demo`)
  const customer = new Customer(page, at(page))
  await page.getByTestId('launcher').tap()
  await customer.at.getByTestId('greeting').waitFor()
  await eventually(async () => assert.deepEqual(await page.getByTestId('chat-frame').boundingBox(), { x: 0, y: 0, width: 390, height: 844 }, 'the whole screen'))
  assert.equal(await frameOf(page).evaluate(() => document.activeElement.tagName), 'BODY', 'no keyboard comes up')
  await customer.write('请帮我查一下订单')
  await customer.has('请帮我查一下订单', 'sent')
  await eventually(async () => {
    const greeting = await customer.at.getByTestId('greeting').boundingBox()
    assert.ok(greeting.y < 100, `nothing blank above the beginning: ${greeting.y}`)
  })

  // A long touch, with a real finger.
  const bubble = customer.message('请帮我查一下订单').locator('.chat-bubble')
  await customer.at.getByTestId('composer-emoji').waitFor()
  const box = await bubble.boundingBox()
  const finger = await page.context().newCDPSession(page)
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
  await customer.at.getByTestId('message-menu').waitFor()
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await customer.at.getByRole('menuitem', { name: '复制' }).waitFor()
  await stage.shots('widget phone menu')
  await customer.at.getByRole('menuitem', { name: '撤回' }).tap()
  await customer.at.getByText('你撤回了一条消息').waitFor()

  // Emoji: the picker stays while more are picked, and brings up no keyboard.
  await customer.at.getByTestId('composer-emoji').tap()
  await customer.at.getByTestId('emoji-picker').waitFor()
  await stage.shots('widget phone emoji')
  await customer.at.getByRole('gridcell', { name: '赞', exact: true }).tap()
  await customer.at.getByRole('gridcell', { name: '谢谢', exact: true }).tap()
  await eventually(async () => assert.equal(await customer.input.inputValue(), '👍🙏'))
  assert.ok(!await customer.input.evaluate(el => el === document.activeElement))
  await accessible(frameOf(page), 'the emoji')
  await customer.at.getByTestId('composer-send').tap()
  await customer.has('👍🙏', 'sent')
}))

test('announcements stay over a reload', story(async (stage) => {
  const customer = await stage.visitor()
  await customer.write('first')
  await customer.has('first', 'sent')
  await stage.desk.call('POST', '/announcements', { body: { text: 'We are closed on Monday.' } })
  const told = customer.at.getByTestId('announcement').filter({ hasText: 'We are closed on Monday.' })
  await told.waitFor()
  await customer.write('second')
  await customer.has('second', 'sent')
  await customer.page.reload()
  await told.waitFor()
  await eventually(async () => {
    const order = await customer.at.locator('[data-testid=message],[data-testid=announcement]').evaluateAll(all => all.map(el => el.textContent.match(/first|closed|second/)[0]))
    assert.deepEqual(order, ['first', 'closed', 'second'], 'where it came in')
  })
}))

test('the page that the customer is on', story(async (stage) => {
  const page = await stage.page('customer')
  await page.goto(`${stage.desk.url}/demo?item=7&token=secret#reviews`)
  const customer = new Customer(page, at(page))
  await customer.openWidget()
  await customer.write('hello')
  await customer.has('hello', 'sent')
  const { items: [{ customer: { openid } }] } = await stage.desk.call('GET', '/conversations')
  const where = async () => (await stage.desk.call('GET', `/customers/${openid}`)).page
  await eventually(async () => assert.deepEqual([(await where())?.url, (await where())?.title], [`${stage.desk.url}/demo?item=7&token=`, 'Linfeng Audio']))
  await page.evaluate(() => {
    history.pushState(null, '', '/demo?item=8')
    document.title = 'Speaker'
  })
  await eventually(async () => assert.deepEqual([(await where())?.url, (await where())?.title], [`${stage.desk.url}/demo?item=8`, 'Speaker']))
}))

test('the chat as a page is accessible', story(async (stage) => {
  const say = speaker(stage.desk, await stage.desk.agent('Han Mei'))
  for (const [locale, colorScheme] of [['en-US', 'light'], ['en-US', 'dark'], ['zh-CN', 'light'], ['zh-CN', 'dark']]) {
    const page = await stage.page(`${locale} ${colorScheme}`, { locale, colorScheme, reducedMotion: 'reduce' })
    await page.goto(`${stage.desk.url}/chat`)
    const customer = new Customer(page, page)
    await customer.at.getByTestId('greeting').waitFor()
    await accessible(page, `${locale} ${colorScheme}, empty`)
    if (locale === 'en-US' && colorScheme === 'light') {
      await customer.write('hello')
      await customer.has('hello', 'sent')
      const log = customer.at.getByRole('log')
      assert.equal(await log.getAttribute('aria-live'), 'polite')
      await say('good morning')
      await log.getByText('good morning').waitFor()
      await accessible(page, 'a conversation')
    }
    await customer.at.getByTestId('composer-emoji').click()
    await customer.at.getByTestId('emoji-picker').waitFor()
    await accessible(page, `${locale} ${colorScheme}, emoji`)
    await page.keyboard.press('Escape')
    await customer.at.getByTestId('emoji-picker').waitFor({ state: 'detached' })
  }
}))
