import assert from 'node:assert/strict'
import test from 'node:test'
import { equalsDesk, rows } from './lib/inbox.mjs'
import { queue, say } from './lib/queue.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const WAITING = 40

test('a morning: forty customers wait, and an agent works through them by keyboard', story(async (stage) => {
  const { desk } = stage
  const agent = await desk.agent('Han Mei')
  const customers = []
  // One after the other: who came first has waited longest.
  for (let i = 0; i < WAITING; i++) customers.push(...await queue(desk, 1, { name: () => `Customer ${i + 1}`, text: () => `Question ${i + 1}` }))
  for (let i = 0; i < 10; i++) await say(desk, customers[i], 'Is anybody there?')

  const view = await stage.console()
  const { page } = view
  await view.login(agent.key)
  await equalsDesk(page, desk, agent.id)
  await eventually(async () => assert.equal(await page.title(), '(50) Kefu'))
  await eventually(async () => assert.match(await page.locator('link[rel=icon]').getAttribute('href'), /^data:image\/png/))

  await page.getByTestId('list-sort').click()
  await page.getByTestId('list-sort-waiting').click()
  await eventually(async () => assert.deepEqual((await rows(page)).map(row => row.id), customers.map(c => c.id), 'who has waited longest stands first'))

  const writing = () => page.locator('[data-testid=composer-input]:focus').waitFor()
  // The queue, from the top: open, take, answer, resolve, next. Whoever is taken leaves the queue, and the next is what took the place.
  await page.getByTestId('tab-unassigned').click()
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('j')
    await page.waitForURL(`**/c/${customers[i].id}`)
    await view.input.waitFor()
    await page.keyboard.press('c')
    await eventually(async () => assert.match(await page.getByTestId('assignee').innerText(), /you/))
    await view.row(customers[i].id).waitFor({ state: 'detached' })
    await page.keyboard.press('r')
    await writing()
    await page.keyboard.type(`Answer ${i + 1}`)
    await page.keyboard.press('Enter')
    await view.has(`Answer ${i + 1}`, 'sent')
    await page.keyboard.press('Escape')
    await eventually(async () => assert.ok(!await view.input.evaluate(el => el === document.activeElement)))
    if (i < 2) {
      await page.keyboard.press('e')
      await eventually(async () => assert.match(await page.getByTestId('conversation-status').innerText(), /Resolved/))
    }
  }
  await page.getByTestId('tab-mine').click()
  await eventually(async () => assert.deepEqual((await rows(page)).map(row => row.preview), ['You: Answer 5', 'You: Answer 4', 'You: Answer 3']))

  // What was begun and not sent stands in the list.
  await page.keyboard.press('r')
  await writing()
  await page.keyboard.type('Let me look')
  await view.row(customers[3].id).click()
  await eventually(async () => assert.equal((await view.row(customers[4].id).getByTestId('row-preview').innerText()).trim(), '[Draft] Let me look'))

  await page.getByTestId('list-sort').click()
  await page.getByTestId('list-sort-newest').click()
  await page.getByTestId('tab-everyone').click()
  await view.row(customers[4].id).click()
  await view.input.fill('')
  await equalsDesk(page, desk, agent.id)
  await eventually(async () => assert.equal(await page.title(), '(40) Kefu'))
}, { settings: { KEFU_RATE_LIMITS: 'off' } }))

test('customers are found by name, whatever their conversation’s status', story(async (stage) => {
  const { desk } = stage
  const agent = await desk.agent('Han Mei')
  const [anna, zoe] = await queue(desk, 2, { name: i => ['Anna čapek', '林晓雯'][i] })
  await queue(desk, 60)
  await desk.call('PATCH', `/conversations/${anna.id}`, { body: { status: 'resolved' } })

  const view = await stage.console()
  const { page } = view
  await view.login(agent.key)
  await view.row(zoe.id).or(page.getByTestId('conversation-row').first()).first().waitFor()
  const searching = () => page.locator('[data-testid=list-search]:focus').waitFor()
  await page.keyboard.press('s')
  await searching()
  await page.keyboard.type('ANNA č')
  await eventually(async () => assert.deepEqual((await rows(page)).map(row => row.id), [anna.id]))
  await page.getByTestId('list-search-clear').click()
  await searching()
  await page.keyboard.type('晓')
  await eventually(async () => assert.deepEqual((await rows(page)).map(row => row.id), [zoe.id]))
  await page.keyboard.press('Escape')
  await equalsDesk(page, desk, agent.id)
  await page.keyboard.press('s')
  await searching()
  await page.keyboard.type('nobody of that name')
  await page.getByTestId('list-empty').filter({ hasText: 'nobody of that name' }).waitFor()
}, { settings: { KEFU_RATE_LIMITS: 'off' } }))
