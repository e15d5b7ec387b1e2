import assert from 'node:assert/strict'
import test from 'node:test'
import { Console } from './lib/console.mjs'
import { AWAY } from './lib/browser.mjs'
import { counts, equalsDesk } from './lib/inbox.mjs'
import { Proxy } from './lib/proxy.mjs'
import { answer, inParallel, listed, queue, say } from './lib/queue.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const LONG = process.env.KEFU_TEST_LONG === '1'
/** How long the lid is closed, ms. */
const CLOSED = LONG ? 600_000 : 20_000
const CUSTOMERS = 300
/** How much happens meanwhile. */
const DEEDS = LONG ? 20_000 : 2000

test(`a laptop lid is closed for ${CLOSED / 1000} seconds`, story(async (stage, t) => {
  const { desk } = stage
  const [han, lin] = [await desk.agent('Han Mei'), await desk.agent('Lin Tao')]
  const customers = await queue(desk, CUSTOMERS)
  const proxy = await Proxy.start(desk.url)
  try {
    const page = await stage.page('agent')
    await page.goto(`${proxy.url}/console/`)
    const view = new Console(page)
    await view.login(han.key)
    await equalsDesk(page, desk, han.id)
    const open = customers[7]
    await view.row(open.id).or(page.getByTestId('conversation-row').first()).first().waitFor()
    // What it had not yet read of the list it would go on reading afterwards: the last it asks for is what is pending.
    const [whole] = await Promise.all([
      page.waitForResponse(response => new URL(response.url()).searchParams.get('status') === 'pending' && response.ok()),
      page.goto(`${proxy.url}/console/c/${open.id}`),
    ])
    await whole.finished()
    await view.has('Question 8', 'received')
    await view.input.fill('Written before')

    const closed = Date.now()
    proxy.cut()
    await page.getByTestId('connection-banner').waitFor()
    // What is written meanwhile waits, and goes out afterwards.
    await view.input.press('Enter')
    await view.has('Written before', 'sending')
    await view.input.fill('A draft')

    await inParallel(DEEDS, i => deed(desk, [han, lin], customers, i))
    customers.push(...await queue(desk, 40, { name: i => `Newcomer ${i + 1}` }))
    await new Promise(resolve => setTimeout(resolve, Math.max(0, closed + CLOSED - Date.now())))

    const requests = []
    page.on('request', request => requests.push(new URL(request.url()).pathname))
    await page.evaluate(() => { window.sameAsBefore = true })
    // Before what was written goes out: it moves its conversation from a page of the list to another.
    const expected = await standing(desk, han)
    proxy.calm()
    // As a laptop says it that is opened.
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    const took = await healed(page, view, expected)
    t.diagnostic(`${DEEDS} deeds in ${CLOSED / 1000} s; list and open conversation equal the database ${took} ms after the connection's return (wanted: 2000)`)

    await view.has('Written before', 'sent')
    assert.equal(await view.input.inputValue(), 'A draft')
    await equalsDesk(page, desk, han.id)
    const history = await desk.history(open.id)
    assert.equal(history.filter(m => m.text === 'Written before').length, 1)
    await view.equalsEnd(history, 10)
    assert.equal(await page.evaluate(() => window.sameAsBefore), true, 'the page was not loaded anew')
    // Changes come over the socket, a page for each hundred; the list is not read anew.
    assert.ok(requests.filter(path => path === '/api/v1/conversations').length <= 2, `asked ${requests}`)
  } finally {
    await proxy.close()
  }
}, { expected: [AWAY, /status of 401/], settings: { KEFU_RATE_LIMITS: 'off' }, limit: CLOSED + 300_000 }))

/** One thing that happens while the lid is closed. */
async function deed(desk, [han, lin], customers, i) {
  const customer = customers[(i * 37) % customers.length]
  const path = `/conversations/${customer.id}`
  const agent = i % 3 === 0 ? han : lin
  switch (i % 10) {
    case 7: return answer(desk, agent.key, customer.id, `Answer ${i}`)
    case 8: return desk.call('PATCH', path, { token: agent.key, body: { assignee_id: i % 4 === 0 ? null : agent.id, tags: [`tag ${i % 5}`] } })
    case 9: return desk.call('PATCH', path, { token: agent.key, body: { status: ['resolved', 'pending', 'open'][i % 3] } })
    default: return say(desk, customer, `Message ${i}`)
  }
}

/** The counts as the desk has them. */
async function standing(desk, { id }) {
  const stored = await listed(desk)
  return { mine: stored.filter(c => c.assignee?.id === id).length, unassigned: stored.filter(c => !c.assignee).length, everyone: stored.length }
}

/** From the connection's return until counts and open conversation are what the desk has stored, ms; looked at every few ms. */
async function healed(page, view, expected) {
  await page.getByTestId('connection-banner').waitFor({ state: 'hidden', timeout: 90_000 })
  const back = Date.now()
  await eventually(async () => {
    assert.deepEqual(await counts(page), expected)
    await view.message('Written before').and(page.locator('[data-state=sent]')).waitFor({ timeout: 1000 })
  }, 60_000)
  return Date.now() - back
}
