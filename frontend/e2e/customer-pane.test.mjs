import assert from 'node:assert/strict'
import test from 'node:test'
import { fill } from './lib/fill.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

/** The pane beside an open conversation. */
class Pane {
  constructor(page) {
    this.page = page
    this.at = page.getByTestId('customer-pane')
  }

  field(name) {
    return this.at.locator(`[data-field="${name}"]`)
  }

  async write(field, words) {
    await field.getByTestId('edit').click()
    await this.page.getByTestId('edit-input').fill(words)
    await this.page.keyboard.press('Enter')
  }

  async addField(name, value) {
    await this.at.getByTestId('field-add').click()
    const form = this.at.getByTestId('add-field')
    await form.getByRole('textbox').nth(0).fill(name)
    await form.getByRole('textbox').nth(1).fill(value)
    await this.page.keyboard.press('Enter')
  }
}

const WIDE = { viewport: { width: 1440, height: 900 } }

async function agentAt(stage, name, id) {
  const { key } = await stage.desk.agent(name)
  const page = await stage.page(name, WIDE)
  await page.goto(`${stage.desk.url}/console/`)
  await page.getByTestId('login-key').fill(key)
  await page.getByTestId('login-submit').click()
  await page.getByTestId('nav-inbox').waitFor()
  await page.goto(`${stage.desk.url}/console/c/${id}`)
  await page.getByTestId('customer-openid').waitFor()
  return new Pane(page)
}

test('two agents edit one profile, and a customer is blocked', story(async (stage) => {
  const session = await stage.desk.visitor('林晓雯')
  const customer = await stage.visitor({ session })
  await customer.write('你好')
  await customer.has('你好', 'sent')
  const { id } = await stage.desk.call('GET', '/my/conversation', { token: session.token })
  const mine = await agentAt(stage, 'Han Mei', id)
  const theirs = await agentAt(stage, 'Li Ran', id)

  await mine.addField('Phone', '138 0571 2210')
  await theirs.field('Phone').getByText('138 0571 2210').waitFor()
  await theirs.write(theirs.field('Phone'), '139 1022 7788')
  await mine.field('Phone').getByText('139 1022 7788').waitFor()
  await mine.write(mine.at.getByTestId('customer-name'), '林小姐')
  await theirs.at.getByTestId('customer-name').getByText('林小姐').waitFor()
  await theirs.field('Phone').hover()
  await theirs.field('Phone').getByRole('button', { name: 'Remove Phone' }).click()
  await eventually(async () => assert.equal(await mine.field('Phone').count(), 0))
  const { profile, name } = await stage.desk.call('GET', `/customers/${session.openid}`)
  assert.deepEqual([profile, name], [{}, '林小姐'])

  // What the desk does not take is not pretended to be taken, and not lost.
  await mine.page.route('**/api/v1/customers/*', route => (route.request().method() === 'PATCH' ? route.abort() : route.continue()))
  await mine.addField('City', '杭州')
  await mine.at.getByTestId('edit-problem').waitFor()
  await mine.field('City').getByText('杭州').waitFor()
  await mine.page.unroute('**/api/v1/customers/*')
  await mine.at.getByTestId('edit-problem').getByRole('button', { name: 'Try again' }).click()
  await mine.at.getByTestId('edit-problem').waitFor({ state: 'detached' })
  await theirs.field('City').getByText('杭州').waitFor()

  await mine.at.getByTestId('block').click()
  await mine.page.getByTestId('confirm-yes').click()
  await mine.at.getByTestId('blocked').waitFor()
  await theirs.at.getByTestId('blocked').waitFor()
  await customer.write('still there?')
  await customer.has('still there?', 'failed')
}, { expected: [/net::ERR_FAILED/] }))

test('an earlier episode comes onto the screen', story(async (stage) => {
  const session = await stage.desk.visitor('Kenji')
  const { key } = await stage.desk.agent('Filler')
  const id = await fill(stage.desk, session, key, 300)
  await stage.desk.call('PATCH', `/conversations/${id}`, { token: key, body: { status: 'resolved' } })
  await stage.desk.call('POST', '/my/messages', { token: session.token, body: { text: 'once more', client_id: 'again' } })
  await stage.desk.call('POST', `/conversations/${id}/notes`, { token: key, body: { text: 'prefers tea' } })

  const pane = await agentAt(stage, 'Han Mei', id)
  const episodes = pane.at.getByTestId('episode')
  await eventually(async () => assert.equal(await episodes.count(), 2))
  await episodes.nth(0).filter({ hasText: 'Ongoing' }).waitFor()
  await episodes.nth(1).filter({ hasText: 'Resolved by Filler · 300 messages' }).waitFor()
  await pane.at.getByTestId('pane-note').getByText('prefers tea').waitFor()

  await episodes.nth(1).click()
  const first = pane.page.locator('[data-testid=message][data-seq="1"]')
  await eventually(async () => {
    const box = await first.boundingBox()
    assert.ok(box !== null && box.y > 40 && box.y < 400, `the first message stands at ${box?.y}`)
  })
}, { settings: { KEFU_RATE_LIMITS: 'off' } }))
