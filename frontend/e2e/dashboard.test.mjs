import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'
import { noonZone } from './lib/zone.mjs'

/** The dashboard's: what is today must be so until the end. */
const ZONE = noonZone()

/** The rows of a CSV, its byte order mark and quotes taken off. */
function parse(csv) {
  assert.equal(csv.charCodeAt(0), 0xfeff, 'a byte order mark, for who opens it in a spreadsheet')
  return csv.slice(1).trim().split(/\r?\n/).map(line => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell.replace(/^"|"$/g, '').replaceAll('""', '"')).slice(0, -1))
}

async function ask(stage, name, text) {
  const { token } = await stage.desk.visitor(name)
  await stage.desk.call('POST', '/my/messages', { token, body: { text, client_id: `ask-${token.slice(-8)}` } })
  const { id } = await stage.desk.call('GET', '/my/conversation', { token })
  return id
}

const answer = (stage, key, id) => stage.desk.call('POST', `/conversations/${id}/messages`, { token: key, body: { text: 'Yes', client_id: `a-${id}` } })

/** Three customers: one is answered and done with, one is answered, one waits. */
async function day(stage) {
  const han = await stage.desk.agent('Han Mei')
  const done = await ask(stage, 'Li Lei', 'Is it in stock?')
  await answer(stage, han.key, done)
  await stage.desk.call('PATCH', `/conversations/${done}`, { token: han.key, body: { status: 'resolved' } })
  const open = await ask(stage, 'Wang Fang', 'And in black?')
  await stage.desk.call('POST', `/conversations/${open}/claim`, { token: han.key })
  await answer(stage, han.key, open)
  const waits = await ask(stage, 'Zhao "Z", Ming', 'Hello?')
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(new Date())
  await eventually(async () => {
    const { total } = await stage.desk.call('GET', `/stats/period?from=${today}&to=${today}&tz=${encodeURIComponent(ZONE)}`)
    assert.deepEqual([total.opened, total.resolved, total.sent], [3, 1, 2])
  })
  return { han, done, open, waits }
}

async function dashboard(stage, query = '') {
  const { agent: boss, staff_key: key } = await stage.desk.call('POST', '/agents', { body: { name: 'Boss', role: 'supervisor' } })
  assert.equal(boss.role, 'supervisor')
  const page = await stage.page('supervisor', { viewport: { width: 1440, height: 900 }, timezoneId: ZONE })
  await page.goto(`${stage.desk.url}/console/dashboard${query}`)
  await page.getByTestId('login-key').fill(key)
  await page.getByTestId('login-submit').click()
  await page.getByTestId('dashboard').waitFor()
  return page
}

/** Opens what a figure counts and answers the conversations' ids. */
async function counted(page, figure) {
  await page.getByTestId(figure).click()
  await page.getByTestId('counted-end').waitFor()
  return page.getByTestId('counted-row').evaluateAll(rows => rows.map(row => row.dataset.conversationId))
}

const shut = async (page) => {
  await page.keyboard.press('Escape')
  await page.getByTestId('counted').waitFor({ state: 'hidden' })
}

test('every figure opens the conversations that it counts, and they number the same', story(async (stage) => {
  const { done, open, waits } = await day(stage)
  const page = await dashboard(stage)
  const figures = { 'figure-opened': 3, 'figure-resolved': 1, 'figure-unanswered': 1, 'figure-first_response': 2, 'figure-resolution': 1, 'now-open': 2, 'now-waiting': 1, 'now-unassigned': 1 }
  for (const [figure, count] of Object.entries(figures)) {
    await eventually(async () => assert.equal(Number(await page.getByTestId(figure).getAttribute('data-count')), count, figure))
    const ids = await counted(page, figure)
    assert.equal(ids.length, count, figure)
    if (figure === 'figure-opened') assert.deepEqual(new Set(ids), new Set([done, open, waits]))
    if (figure === 'now-waiting') assert.deepEqual(ids, [waits])
    await shut(page)
  }
  // Of messages, their conversations, each with its number.
  assert.equal((await counted(page, 'figure-sent')).length, 2)
  await page.getByTestId('counted-row').first().click()
  await page.waitForURL(/\/console\/c\/\d+$/)
  await page.getByTestId('message').first().waitFor()
}))

/** Longer than between two looks of the page, ms. */
const QUIET = 6_000

test('the figures are live, and a hidden page asks nothing', story(async (stage) => {
  const page = await dashboard(stage)
  const waiting = page.getByTestId('now-waiting')
  await eventually(async () => assert.equal(await waiting.getAttribute('data-count'), '0'))
  await ask(stage, 'Li Lei', 'Hello?')
  await eventually(async () => assert.equal(await waiting.getAttribute('data-count'), '1'))
  await page.getByTestId('now-longest').getByText('Li Lei').waitFor()

  const asked = []
  page.on('request', (request) => {
    if (request.url().includes('/stats/')) asked.push(Date.now())
  })
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  // What was on its way may still come; then nothing for longer than between two looks.
  const hidden = Date.now()
  await eventually(() => assert.ok(Date.now() - Math.max(hidden, ...asked) > QUIET), 4 * QUIET)
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  const before = asked.length
  await eventually(() => assert.ok(asked.length > before))
}))

test('a table and a list come as CSV', story(async (stage) => {
  const { waits } = await day(stage)
  const page = await dashboard(stage, '?period=7d')
  const save = async (link) => {
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    assert.match(download.suggestedFilename(), /\.csv$/)
    return parse(await readFile(await download.path(), 'utf8'))
  }
  const days = await save(page.getByTestId('chart-volume').getByTestId('csv'))
  assert.equal(days.length, 8, 'a head and seven days')
  const opened = days[0].findIndex(name => /opened/i.test(name))
  assert.ok(opened > 0, days[0].join())
  assert.equal(days.slice(1).reduce((sum, row) => sum + Number(row[opened]), 0), 3)

  assert.deepEqual(await counted(page, 'figure-unanswered'), [waits])
  const list = await save(page.getByTestId('counted-csv'))
  assert.equal(list.length, 2)
  assert.ok(list[1].includes('Zhao "Z", Ming'), list[1].join('|'))
}))
