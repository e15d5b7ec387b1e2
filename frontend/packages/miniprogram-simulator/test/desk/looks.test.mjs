// How the chat looks and reads: light and dark, in both languages, with everything that can stand in it. Pictures of it
// are kept where KEFU_E2E_SHOTS names a folder; axe looks for what a person with poor sight, or none, would miss.
import assert from 'node:assert/strict'
import test from 'node:test'
import { violations as found } from '../../../../e2e/lib/axe.mjs'
import { shot } from '../../../../e2e/lib/browser.mjs'
import { png } from '../../../../e2e/lib/png.mjs'
import { eventually } from '../../../../e2e/lib/wait.mjs'
import { launch, launchBrowser } from '../../chromium.mjs'
import { mp3 } from '../../src/mp3.mjs'
import { CONFIGURED } from './app.mjs'
import { Platform } from './platform.mjs'

let platform
let browser
test.before(async () => {
  platform = await Platform.start()
  browser = await launchBrowser()
})
test.after(async () => {
  await browser.close()
  await platform.stop()
})

/** A phone whose shop is there; `putAway` must follow. */
async function open(openid, given) {
  const phone = await launch(browser, {
    network: { match: CONFIGURED.source, url: platform.desk.url }, loginCode: () => platform.code(openid), permissions: { 'scope.record': true },
    pickFiles: () => [{ type: 'image/png', base64: png(480, 640).toString('base64') }], ...given,
  })
  await phone.home('.good').first().waitFor()
  return phone
}

/** Puts a phone away, which must not have had a fault. */
async function putAway(phone) {
  const faults = await phone.faults()
  await phone.close()
  assert.deepEqual(faults, [])
}

async function phoneOf(t, openid, given = {}) {
  const phone = await open(openid, given)
  t.after(() => putAway(phone))
  return phone
}

/** What axe finds in a page of the mini-program. The tags are WeChat's own: what they mean only WeChat knows. */
async function violations(phone, route) {
  const frame = await (await phone.page.locator(`iframe[data-route="${route}"]`).elementHandle()).contentFrame()
  const faults = await found(frame, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
    rules: { 'scrollable-region-focusable': { enabled: false } }, // a phone scrolls by finger, and by the screen reader's own gestures
  })
  return faults.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`))
}

/** Keeps a picture, if pictures are wanted. */
async function keep(phone, name) {
  if (!process.env.KEFU_E2E_SHOTS) return
  await phone.settled()
  await shot(phone.page, name)
}

/** Writes in the chat and waits until it is at the desk. */
async function say(phone, text) {
  await phone.field.fill(text)
  await phone.chat('.send').tap()
  await phone.chat('.bubble', { hasText: text }).waitFor()
  await phone.chat('.mark').last().waitFor()
  await phone.chat('.sending').first().waitFor({ state: 'detached' })
}

/** A finger that holds the button to talk. */
async function hold(phone) {
  const button = phone.chat('.hold')
  const touch = (type, y) => button.evaluate((element, [name, at]) => {
    const touch = new Touch({ identifier: 1, target: element, clientX: 180, clientY: at })
    const down = name === 'touchstart' || name === 'touchmove' ? [touch] : []
    element.dispatchEvent(new TouchEvent(name, { bubbles: true, cancelable: true, composed: true, touches: down, targetTouches: down, changedTouches: [touch] }))
  }, [type, y])
  await touch('touchstart', 600)
  await phone.chat('.mask.talk').waitFor()
  return { slide: y => touch('touchmove', y), release: y => touch('touchend', y) }
}

// Who was there is taken for gone some seconds later: what needs nobody to be there comes before anybody is, on all phones.
const PHONES = [['large', 'light'], ['large', 'dark'], ['small', 'light'], ['small', 'dark']].map(([model, theme]) => ({ model, theme, openid: '', phone: null }))
const showsOn = ({ phone, model, theme }) => name => keep(phone, `looks-${model}-${theme}-${name}`)

for (const one of PHONES) {
  const { model, theme } = one
  test(`from the shop into a chat where nobody is: ${model}, ${theme}`, async () => {
    one.openid = platform.user('Looks')
    const phone = one.phone = await open(one.openid, { model, theme })
    const shows = showsOn(one)
    await shows('home')
    assert.deepEqual(await violations(phone, 'pages/home/home'), [])
    await phone.tapTab(2)
    await shows('me')
    assert.deepEqual(await violations(phone, 'pages/me/me'), [])
    await phone.tapTab(0)
    await phone.home('.good').nth(1).tap()
    await phone.product('.ask').waitFor()
    await shows('product')
    assert.deepEqual(await violations(phone, 'pages/product/product'), [])
    await phone.product('.ask').tap()
    await phone.chat('.notice.away').waitFor()
    await shows('away')
    assert.deepEqual(await violations(phone, 'pages/chat/chat'), [])
    await phone.chat('.offer-send').tap()
    await phone.chat('.bubble.card').waitFor()
  })
}

for (const one of PHONES) {
  const { model, theme } = one
  test(`everything that can stand in a chat: ${model}, ${theme}`, async (t) => {
    const { openid, phone } = one
    t.after(() => putAway(phone))
    const shows = showsOn(one)
    const agent = await platform.agent()
    t.after(() => agent.close())
    await phone.chat('.notice').waitFor({ state: 'detached' })

    await phone.chat('.icon.voice').tap()
    const finger = await hold(phone)
    // Under a second is nothing said.
    await phone.page.waitForTimeout(1_200)
    await shows('talking')
    assert.deepEqual(await violations(phone, 'pages/chat/chat'), [])
    await finger.slide(400)
    await phone.chat('.mask.cancel').waitFor()
    await shows('cancelling')
    await finger.slide(600)
    await finger.release(600)
    await phone.chat('.mark').waitFor()
    await phone.chat('.icon.keyboard').tap()
    await phone.page.keyboard.press('Escape')

    await platform.speak(openid, mp3(14_000))
    await platform.answer(openid, '这款有两个低音单元。链接：https://example.com/goods/hearth')
    const wrong = await platform.answer(openid, '写错了')
    await phone.chat('.bubble', { hasText: '写错了' }).waitFor()
    agent.send({ type: 'message.recall', id: 1, message_id: wrong.id })
    await phone.chat('.tip').waitFor()
    await say(phone, '好的')
    await phone.foldComposer()
    await shows('all')
    assert.deepEqual(await violations(phone, 'pages/chat/chat'), [])

    await phone.press(phone.chat('.bubble.text').last())
    await phone.chat('.menu-item').nth(1).tap()
    await phone.chat('.edit').waitFor()
    await shows('recalled')
    await phone.chat('.edit').tap()
    await eventually(async () => assert.equal(await phone.field.inputValue(), '好的'))
    await phone.chat('.icon.emoji').tap()
    await shows('emoji')
    assert.deepEqual(await violations(phone, 'pages/chat/chat'), [])
    await phone.field.fill('')
    await phone.chat('.icon.plus').tap()
    await phone.page.route('**/api/v1/uploads', route => route.fulfill({ status: 422, json: { code: 'bad_request', detail: 'no' } }))
    await phone.chat('.tool').first().tap()
    await phone.chat('.failed').waitFor()
    await phone.page.context().setOffline(true)
    await phone.page.evaluate(() => window.app.platform.cutSockets())
    await phone.chat('.notice.trouble').waitFor()
    await phone.foldComposer()
    await shows('trouble')
    assert.deepEqual(await violations(phone, 'pages/chat/chat'), [])
  })
}

test('a voice message of the desk plays in the phone, to its end', async (t) => {
  const openid = platform.user('Plays')
  const phone = await phoneOf(t, openid)
  await phone.tapTab(1)
  await phone.field.waitFor()
  await say(phone, '在吗')
  await platform.speak(openid, mp3(2_500))
  await phone.chat('.unheard').waitFor()
  // It shows for as long as it sounds only.
  await Promise.all([phone.chat('.playing').waitFor(), phone.chat('.bubble.voice').tap()])
  await phone.chat('.unheard').waitFor({ state: 'detached' })
  await phone.chat('.playing').waitFor({ state: 'detached' })
})

test('what the customer said can be played where the agents are, and lasts as long', async (t) => {
  const openid = platform.user('Said')
  const phone = await phoneOf(t, openid)
  await phone.tapTab(1)
  await phone.chat('.icon.voice').tap()
  const before = Date.now()
  const finger = await hold(phone)
  const held = Date.now()
  await phone.page.waitForTimeout(2_000)
  const least = Date.now() - held
  await finger.release(600)
  const most = Date.now() - before
  await phone.chat('.mark').waitFor()
  const [{ kind, attachment }] = await platform.history(openid)
  assert.equal(kind, 'voice')
  const file = await fetch(`${platform.desk.url}${attachment.url}`, { headers: { Authorization: `Bearer ${platform.lin.key}` } })
  const bytes = Buffer.from(await file.arrayBuffer()).toString('base64')
  const seconds = await phone.page.evaluate(async (base64) => {
    const audio = new Audio(`data:audio/mpeg;base64,${base64}`)
    await new Promise((resolve, reject) => Object.assign(audio, { onloadedmetadata: resolve, onerror: () => reject(new Error('not playable')) }))
    return audio.duration
  }, bytes)
  assert.ok(Math.abs(seconds * 1000 - attachment.duration_ms) < 100, `${seconds} s, ${attachment.duration_ms} ms`)
  // An mp3 is as long as its last frame.
  assert.ok(seconds * 1000 > least - 100 && seconds * 1000 < most + 100, `${seconds} s, held for ${least} to ${most} ms`)
})

test('a screen reader reads the conversation in its order', async (t) => {
  const openid = platform.user('Order')
  const { token } = await platform.desk.call('POST', '/auth/wechat', { body: { code: await platform.code(openid) }, token: null })
  for (let i = 1; i <= 130; i++) {
    await platform.desk.call('POST', '/my/messages', { token, body: { kind: 'text', client_id: `old-${i}`, text: `第 ${i} 条` } })
  }
  const phone = await phoneOf(t, openid)
  await phone.tapTab(1)
  await phone.chat('.bubble', { hasText: '第 130 条' }).waitFor()
  for (let before = 0; before < 130; before = await phone.chat('.line').count()) {
    await eventually(async () => {
      await phone.scrollTo(0)
      assert.ok(await phone.chat('.line').count() > before)
    })
  }
  await eventually(async () => {
    const inDocument = await phone.chat('.bubble').allTextContents()
    assert.deepEqual(inDocument, Array.from({ length: 130 }, (_, i) => `第 ${i + 1} 条`))
  })
})

test('English: the shop, the tab bar, the chat', async (t) => {
  const openid = platform.user('English')
  const phone = await phoneOf(t, openid, { language: 'en' })
  await eventually(async () => assert.deepEqual(await phone.page.locator('.ph-tab a span').allTextContents(), ['Home', 'Support', 'Me']))
  await keep(phone, 'looks-english-home')
  await phone.home('.hero').tap()
  await phone.product('.ask').waitFor()
  await keep(phone, 'looks-english-product')
  await phone.product('.ask').tap()
  await phone.chat('.offer-send').tap()
  await phone.chat('.bubble.card').waitFor()
  await phone.page.locator('.ph-title', { hasText: /^Linfeng Audio support$/ }).waitFor()
  const [{ attachment }] = await eventually(() => platform.history(openid))
  assert.equal(attachment.title, 'Aura Pro headphones')
  await keep(phone, 'looks-english-chat')
  await phone.tapTab(2)
  await keep(phone, 'looks-english-me')
  for (const route of ['home/home', 'product/product', 'chat/chat', 'me/me']) {
    const frame = phone.page.frameLocator(`iframe[data-route="pages/${route}"]`)
    if (await phone.page.locator(`iframe[data-route="pages/${route}"]`).count() === 0) continue
    assert.doesNotMatch(await frame.locator('body').innerText(), /[\u4e00-\u9fff]/, route)
  }
})
