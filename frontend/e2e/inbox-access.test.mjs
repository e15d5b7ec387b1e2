import assert from 'node:assert/strict'
import test from 'node:test'
import { accessible } from './lib/axe.mjs'
import { Console } from './lib/console.mjs'
import { queue, say } from './lib/queue.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const PHONE = { width: 390, height: 844 }
const SMALL = { width: 1366, height: 768 }

for (const colorScheme of ['light', 'dark']) {
  test(`login, list and notifications are accessible, ${colorScheme}`, story(async (stage) => {
    const { desk } = stage
    const agent = await desk.agent('Han Mei')
    const customers = await queue(desk, 30)
    await desk.call('PATCH', `/conversations/${customers[29].id}`, { body: { priority: 'urgent', tags: ['VIP', 'shipping'], assignee_id: agent.id } })
    await say(desk, customers[29], 'Is anybody there?')

    const page = await stage.page('agent', { colorScheme, viewport: SMALL })
    const view = new Console(page)
    await page.goto(`${desk.url}/console/`)
    await page.getByTestId('login-key').waitFor()
    await accessible(page, 'login')
    await view.login('sk_wrong')
    await page.getByTestId('login-error').filter({ hasText: 'not valid' }).waitFor()
    await accessible(page, 'a wrong key')

    await view.login(agent.key)
    await page.getByTestId('count-everyone').filter({ hasText: '30' }).waitFor()
    await view.row(customers[29].id).hover()
    await accessible(page, 'the list')
    await nothingIsCutOff(page)
    await page.getByTestId('list-sort').click()
    await page.getByTestId('list-sort-waiting').waitFor()
    await accessible(page, 'a menu of the list')
    await page.keyboard.press('Escape')
    await page.getByTestId('list-search').fill('nobody is called so')
    await page.getByTestId('list-empty').waitFor()
    await accessible(page, 'nothing found')
    await page.getByTestId('list-search-clear').click()
    await page.getByTestId('account').click()
    await page.getByTestId('open-notifications').click()
    await page.getByTestId('notifications').waitFor()
    await accessible(page, 'the settings of notifications')
    await page.keyboard.press('Escape')
    await page.getByTestId('notifications').waitFor({ state: 'detached' })

    // A phone shows one pane at a time, with a way back.
    await page.setViewportSize(PHONE)
    const shown = await page.getByTestId('conversation-row').first().getAttribute('data-conversation-id')
    await view.row(shown).click()
    await view.input.waitFor()
    await page.getByTestId('conversation-row').first().waitFor({ state: 'detached' })
    await nothingIsCutOff(page)
    await page.getByTestId('back').click()
    await view.row(shown).waitFor()
    await view.input.waitFor({ state: 'detached' })
    await accessible(page, 'the list on a phone')
    await nothingIsCutOff(page)
    await page.goBack()
    await view.input.waitFor()
  }, { settings: { KEFU_RATE_LIMITS: 'off' } }))
}

/** The page is as wide as the window, and no wider. */
async function nothingIsCutOff(page) {
  await eventually(async () => {
    const { scroll, client } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }))
    assert.equal(scroll, client)
  })
}

test('who is signed out elsewhere is told so, and comes back to where they were', story(async (stage) => {
  const { desk } = stage
  const agent = await desk.agent('Han Mei')
  const [customer] = await queue(desk, 1)
  const view = await stage.console()
  await view.login(agent.key)
  await view.open(customer.id)
  const { staff_key: key } = await desk.call('POST', `/agents/${agent.id}/staff-key`)
  await view.page.getByTestId('login-ended').waitFor()
  await view.login(agent.key)
  await view.page.getByTestId('login-error').filter({ hasText: 'not valid' }).waitFor()
  await view.login(key)
  await view.page.waitForURL(`**/c/${customer.id}`)
  await view.has('Question 1', 'received')
}, { settings: { KEFU_RATE_LIMITS: 'off' }, expected: [/status of 401/] }))
