import assert from 'node:assert/strict'
import test from 'node:test'
import { equalsDesk, rows } from './lib/inbox.mjs'
import { inParallel, listed, queue, say } from './lib/queue.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const RESOLVED = 130

test('what is resolved is read by pages, and what enters or leaves a view does so by frames', story(async (stage) => {
  const { desk } = stage
  const [han, lin] = [await desk.agent('Han Mei'), await desk.agent('Lin Tao')]
  const customers = await queue(desk, RESOLVED + 20)
  const path = ({ id }) => `/conversations/${id}`
  await inParallel(RESOLVED, i => desk.call('PATCH', path(customers[i]), { body: { status: 'resolved' } }))

  const view = await stage.console()
  const { page } = view
  await view.login(han.key)
  await equalsDesk(page, desk, han.id)
  const asked = []
  page.on('request', request => asked.push(request.url()))
  await choose(page, 'resolved')
  const shows = query => eventually(async () => {
    assert.deepEqual((await rows(page)).map(row => row.id), (await listed(desk, query)).map(c => c.id), query)
  })
  await shows('status=resolved')
  assert.equal(asked.filter(url => url.includes('status=resolved')).length, 3, 'three pages of fifty')

  // The customer writes again: it is open, and gone from here. Another one is resolved, and comes.
  const [again, other] = [customers[3], customers[RESOLVED]]
  await say(desk, again, 'One thing more')
  await desk.call('PATCH', path(other), { token: lin.key, body: { status: 'resolved' } })
  await shows('status=resolved')
  await choose(page, 'open')
  await equalsDesk(page, desk, han.id)

  // Assigned to me by somebody else, taken away, given back.
  await page.getByTestId('tab-mine').click()
  await page.getByTestId('list-empty').waitFor()
  await desk.call('PATCH', path(again), { token: lin.key, body: { assignee_id: han.id } })
  await view.row(again.id).waitFor()
  await desk.call('PATCH', path(again), { token: lin.key, body: { assignee_id: lin.id, priority: 'urgent' } })
  await view.row(again.id).waitFor({ state: 'detached' })
  await page.getByTestId('tab-everyone').click()
  await view.row(again.id).getByTestId('row-priority').waitFor()
  await view.row(again.id).getByRole('img', { name: 'Assigned to Lin Tao' }).waitFor()
  await page.getByTestId('tab-unassigned').click()
  await shows('status=open&assignee=none')
  await choose(page, 'all')
  await page.getByTestId('tab-everyone').click()
  await shows('')
}, { settings: { KEFU_RATE_LIMITS: 'off' } }))

test('a customer who types shows in the list', story(async (stage) => {
  const { desk } = stage
  const agent = await desk.agent('Han Mei')
  const view = await stage.console()
  await view.login(agent.key)
  const customer = await stage.visitor()
  await customer.write('Is anybody there?')
  const id = await view.onlyConversation()
  await Promise.all([view.row(id).getByTestId('row-typing').waitFor(), customer.input.pressSequentially('My parcel', { delay: 50 })])
  await customer.input.press('Enter')
  await eventually(async () => assert.equal((await view.row(id).getByTestId('row-preview').innerText()).trim(), 'My parcel'))
}))

async function choose(page, status) {
  await page.getByTestId('list-status').click()
  await page.getByTestId(`list-status-${status}`).click()
}
