// What needs eyes and fingers: the mini-program in Chromium, on a large and a small phone. Pictures of it are kept where
// KEFU_E2E_SHOTS names a folder.
import assert from 'node:assert/strict'
import test from 'node:test'
import { shot } from '../../../../e2e/lib/browser.mjs'
import { png } from '../../../../e2e/lib/png.mjs'
import { eventually } from '../../../../e2e/lib/wait.mjs'
import { launch, launchBrowser } from '../../chromium.mjs'
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

/** Starts the app on a phone; it is closed at the test's end, and must not have had a fault. */
async function phoneOf(t, openid, given = {}) {
  const phone = await launch(browser, { network: { match: CONFIGURED.source, url: platform.desk.url }, loginCode: () => platform.code(openid), ...given })
  t.after(async () => {
    const faults = await phone.faults()
    await phone.close()
    assert.deepEqual(faults, [])
  })
  return phone
}

const picture = () => [{ type: 'image/png', base64: png(640, 420).toString('base64') }]

for (const model of ['large', 'small']) {
  test(`a customer's way, from the shop to an answer: ${model} phone`, async (t) => {
    const openid = platform.user('Way')
    const agent = await platform.agent()
    t.after(() => agent.close())
    const phone = await phoneOf(t, openid, { model, pickFiles: picture })
    const keep = async (name) => {
      if (!process.env.KEFU_E2E_SHOTS) return
      await phone.settled()
      await shot(phone.page, `miniprogram-${model}-${name}`)
    }
    await phone.home('.good').first().waitFor()
    await keep('home')
    await phone.home('.hero').tap()
    await phone.product('.ask').waitFor()
    await keep('product')
    await phone.product('.ask').tap()
    await phone.chat('.offer-send').waitFor()
    await keep('offer')
    await phone.chat('.offer-send').tap()
    await phone.chat('.mark').waitFor()

    await phone.field.tap()
    await phone.page.keyboard.type('这款适合戴眼镜的人吗？戴久了会不会夹头？')
    await eventually(async () => {
      const [composer, keys, list, last] = await Promise.all([phone.chat('.bar'), phone.page.locator('.ph-keys'), phone.chat('.list'), phone.chat('.mark').last()].map(at => at.boundingBox()))
      assert.ok(Math.abs(composer.y + composer.height - keys.y) <= 1, 'the composer stands on the keyboard')
      assert.ok(Math.abs(list.y + list.height - composer.y) <= 2, 'the list ends at the composer')
      assert.ok(last.y + last.height <= composer.y, 'the last message can be seen')
    })
    await keep('typing')
    await phone.chat('.send').tap()
    await phone.page.keyboard.press('Escape')

    const { id } = await eventually(() => platform.conversation(openid))
    await platform.answer(openid, '您好！耳罩是慢回弹海绵，戴眼镜也不压。')
    await platform.answer(openid, '如果还是夹，30 天内可以退。')
    await phone.chat('.bubble', { hasText: '30 天内可以退' }).waitFor()
    await phone.chat('.icon.plus').tap()
    await keep('tools')
    await phone.chat('.tool').first().tap()
    await phone.chat('.bubble.bare img').waitFor()
    await phone.chat('.icon.emoji').tap()
    await phone.chat('.emoji-item').nth(5).tap()
    await keep('emoji')
    await phone.chat('.key.go').tap()
    await eventually(async () => assert.equal((await platform.history(openid)).length, 6))
    await platform.desk.call('POST', `/conversations/${id}/read`, { body: { seq: 6 } })
    await phone.chat('.mark', { hasText: '已读' }).waitFor()
    await phone.foldComposer()
    await keep('chat')

    await phone.chat('.bubble.bare').tap()
    await phone.page.locator('.ph-view img').waitFor()
    await phone.page.locator('.ph-view').click({ position: { x: 20, y: 20 }, delay: 20 })
    await phone.page.locator('.ph-view').waitFor({ state: 'detached' })
    await phone.press(phone.chat('.bubble.text').first())
    await keep('menu')
    await phone.chat('.mask').tap({ position: { x: 5, y: 5 } })

    await phone.tapTab(2)
    await platform.answer(openid, '还有什么想了解的吗？')
    await phone.badge().filter({ hasText: /^1$/ }).waitFor()
    await keep('badge')
    await phone.tapTab(1)
    await phone.badge().waitFor({ state: 'detached' })
    await phone.chat('.bubble', { hasText: '还有什么想了解的吗' }).waitFor()
  })
}

/** A customer with so many messages. */
async function longTalk(t, n) {
  const openid = platform.user('Long')
  const { token } = await platform.desk.call('POST', '/auth/wechat', { body: { code: await platform.code(openid) }, token: null })
  for (let i = 1; i <= n; i++) {
    await platform.desk.call('POST', '/my/messages', { token, body: { kind: 'text', client_id: `old-${i}`, text: `第 ${i} 条。${'说来话长，'.repeat(i % 5)}` } })
  }
  const phone = await phoneOf(t, openid)
  await phone.home('.good').first().waitFor()
  await phone.tapTab(1)
  const last = phone.chat('.bubble', { hasText: `第 ${n} 条` })
  await last.waitFor()
  await eventually(async () => assert.ok(await phone.atEnd(), 'the chat begins at its end'))
  await phone.resting(last)
  return { openid, phone }
}

test('history by pull-down, to the first message, and nothing jumps', async (t) => {
  const { phone } = await longTalk(t, 180)
  const jumps = []
  let reached = ''
  for (let pages = 0; pages < 20 && await phone.chat('.line').count() < 180; pages++) {
    const before = await phone.chat('.line').count()
    // Fast, to the very top: there no browser helps.
    const { moved, first } = await phone.scrollToTopAndWatch(async () => {
      await eventually(async () => assert.ok(await phone.chat('.line').count() > before))
    })
    if (Math.abs(moved) > 2) jumps.push(moved)
    reached = first
  }
  assert.deepEqual(jumps, [], 'the line that was on top stays where it was')
  assert.equal(await phone.chat('.line').count(), 180)
  await phone.chat('.older').waitFor({ state: 'detached' })
  assert.match(reached, /第 31 条/, 'what was on top before the last page')
  const numbers = (await phone.linesInOrder()).map(text => Number(/第 (\d+) 条/.exec(text)[1]))
  assert.deepEqual(numbers, Array.from({ length: 180 }, (_, i) => i + 1))
})

test('what comes while one reads further up waits below, and moves nothing', async (t) => {
  const { openid, phone } = await longTalk(t, 60)
  // Nobody is there: what says so has come by then.
  await phone.chat('.notice.away').waitFor()
  await phone.scrollTo(900)
  const reading = phone.chat('.bubble').nth(15)
  const before = await phone.resting(reading)
  await platform.answer(openid, '一条新消息')
  await phone.chat('.below', { hasText: '1' }).waitFor()
  assert.equal((await phone.resting(reading)).y, before.y)
  await phone.chat('.below').tap()
  await eventually(async () => assert.ok(await phone.atEnd()))
  await phone.chat('.below').waitFor({ state: 'detached' })
  await platform.answer(openid, '再来一条')
  await phone.chat('.bubble', { hasText: '再来一条' }).waitFor()
  await eventually(async () => assert.ok(await phone.atEnd(), 'who is at the end stays there'))
})

test('a line that comes or goes above the list moves nothing for who reads', async (t) => {
  const { phone } = await longTalk(t, 60)
  await phone.chat('.notice.away').waitFor()
  await phone.scrollTo(900)
  const reading = phone.chat('.bubble').nth(15)
  const before = await phone.resting(reading)
  const agent = await platform.agent()
  t.after(() => agent.close())
  await phone.chat('.notice').waitFor({ state: 'detached' })
  await eventually(async () => assert.ok(Math.abs((await phone.resting(reading)).y - before.y) < 2))
})

test('away for longer than JavaScript runs, and back', async (t) => {
  const { openid, phone } = await longTalk(t, 3)
  await phone.background(5_600)
  await platform.answer(openid, '您不在时的回答')
  await phone.foreground()
  await phone.chat('.bubble', { hasText: '您不在时的回答' }).waitFor()
})
