import assert from 'node:assert/strict'
import test from 'node:test'
import { png } from './lib/png.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const WIDTH = 1200
const HEIGHT = 800

/** Waits until the picture of a message is painted, and answers where it came from and how large it is. */
async function painted(message) {
  const img = message.locator('img').first()
  return eventually(async () => {
    const seen = await img.evaluate(el => ({ from: new URL(el.src), complete: el.complete, width: el.naturalWidth, height: el.naturalHeight, shown: el.getBoundingClientRect().width }))
    assert.ok(seen.complete && seen.width > 0, 'the picture is painted')
    return seen
  })
}

test('a picture from the customer', story(async (stage) => {
  const agent = await stage.desk.agent('Han Mei')
  const desk = await stage.console()
  await desk.login(agent.key)
  const customer = await stage.shopper()
  await customer.openWidget()
  await customer.write('The box came like this:')
  await customer.attach({ name: 'box.png', mimeType: 'image/png', buffer: png(WIDTH, HEIGHT) })

  const conversation = await desk.onlyConversation()
  await desk.open(conversation)
  const [, stored] = await eventually(async () => {
    const history = await stage.desk.history(conversation)
    assert.equal(history.length, 2)
    return history
  })
  assert.equal(stored.kind, 'image')
  assert.deepEqual([stored.attachment.width, stored.attachment.height, stored.attachment.mime], [WIDTH, HEIGHT, 'image/png'])
  assert.notEqual(stored.attachment.thumbnail_url, stored.attachment.url)

  // The console loads the thumbnail, not the picture; its place has the right shape.
  const thumbnail = await painted(desk.messages.nth(1))
  assert.equal(thumbnail.from.searchParams.get('v'), 'thumb')
  assert.ok(thumbnail.width < WIDTH, 'it is a small one')
  assert.ok(Math.abs(thumbnail.width / thumbnail.height - WIDTH / HEIGHT) < 0.02, 'it has the shape of the picture')
  assert.ok(thumbnail.shown > 100)
  await painted(customer.messages.nth(1))

  // It opens large.
  await desk.messages.nth(1).locator('img').click()
  const large = desk.page.locator('dialog[open] img, [role=dialog] img')
  await eventually(async () => assert.equal(await large.evaluate(el => el.naturalWidth), WIDTH))
  await desk.page.keyboard.press('Escape')
  await large.waitFor({ state: 'hidden' })

  // An agent pastes one, too.
  await desk.input.evaluate((input, bytes) => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(bytes)], 'shelf.png', { type: 'image/png' }))
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, [...png(320, 240)])
  // An address that is given back while the browser fetches from it is an error in the console.
  await eventually(async () => assert.ok(await desk.page.getByTestId('tray-item').locator('img').evaluate(img => img.complete)))
  await desk.input.press('Enter')
  await eventually(async () => assert.equal(await customer.messages.count(), 3))
  await painted(customer.messages.nth(2))
  assert.equal((await stage.desk.history(conversation)).length, 3)
}))
