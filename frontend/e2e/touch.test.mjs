// The console under a finger.
import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible } from './lib/axe.mjs'
import { Console } from './lib/console.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('on a phone a message’s menu opens by a long touch, and by its button for who hears the screen', story(async (stage) => {
  const { desk } = stage
  const agent = await desk.agent('Han Mei')
  const session = await desk.visitor('Li Lei')
  await desk.call('POST', '/my/messages', { token: session.token, body: { text: 'Is it in stock?', client_id: 'one' } })
  const { id } = await desk.call('GET', '/my/conversation', { token: session.token })
  const page = await stage.page('agent', PHONE)
  await page.goto(`${desk.url}/console/c/${id}`)
  const view = new Console(page)
  await view.login(agent.key)
  await view.input.waitFor()
  await view.write('Yes, it is.')
  await view.has('Yes, it is.', 'sent')

  const bubble = view.message('Yes, it is.').locator('.chat-bubble')
  const button = view.message('Yes, it is.').getByTestId('message-more')
  const size = await button.boundingBox()
  assert.ok(size.width <= 1 && size.height <= 1, 'nothing stands beside every message')
  const box = await bubble.boundingBox()
  const finger = await page.context().newCDPSession(page)
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }] })
  const menu = page.getByTestId('message-menu')
  await menu.waitFor()
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await eventually(async () => {
    const at = await menu.boundingBox()
    assert.ok(at.x >= 0 && at.x + at.width <= 390 && Math.abs(at.y - box.y) < 200, `the menu is beside the message: ${JSON.stringify(at)}`)
  })
  await accessible(page, 'a message’s menu on a phone')
  await page.getByTestId('recall').tap()
  await view.message('You recalled a message').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement === document.querySelector('[data-testid=composer-input]')), false, 'no keyboard comes up')

  // A screen reader presses the button itself.
  const theirs = view.message('Is it in stock?').getByTestId('message-more')
  assert.equal(await theirs.getAttribute('aria-haspopup'), 'menu')
  await theirs.evaluate(element => element.click())
  await menu.waitFor()
}))
