import assert from 'node:assert/strict'
import test from 'node:test'
import { Admin } from './lib/admin.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

/** What a page says that was thrown out. */
const thrownOut = [/status of 401 /, /WebSocket connection to .* failed/]

test('an agent is made, logs in with the key that is shown once, and is thrown out at once when disabled', story(async (stage) => {
  const admin = await Admin.login(stage, 'agents')
  const key = await admin.createAgent('Han Mei', 'supervisor')
  assert.match(key, /^sk_\S{20,}$/)
  await admin.agent('Han Mei').waitFor()
  await eventually(async () => assert.equal(await admin.page.content().then(html => html.includes(key)), false, 'the key is shown once'))

  const agent = await stage.console('Han Mei')
  await agent.login(key)
  await agent.page.getByTestId('nav-dashboard').waitFor()
  assert.equal(await agent.page.getByTestId('nav-admin').count(), 0, 'settings are the admins’')
  await eventually(async () => assert.match(await admin.agent('Han Mei').innerText(), /Online/))

  await admin.act('Han Mei', 'disable')
  await admin.confirm()
  await agent.page.getByTestId('login-key').waitFor()
  await agent.login(key)
  await eventually(async () => assert.notEqual(await agent.page.getByTestId('login-error').innerText(), ''))
  await eventually(async () => assert.match(await admin.agent('Han Mei').innerText(), /Disabled/))

  await admin.act('Han Mei', 'enable')
  await eventually(async () => assert.equal(await admin.agent('Han Mei').getAttribute('data-disabled'), 'false'))
  await agent.login(key)
  await agent.page.getByTestId('nav-dashboard').waitFor()

  // A new key ends the old one, and whoever came in by it.
  await admin.act('Han Mei', 'rotate')
  await admin.confirm()
  const second = await admin.readKey()
  assert.notEqual(second, key)
  await agent.page.getByTestId('login-key').waitFor()
  await agent.login(second)
  await agent.page.getByTestId('nav-dashboard').waitFor()
}, { expected: [...thrownOut, /status of 403 /] }))

test('the last admin stays', story(async (stage) => {
  const admin = await Admin.login(stage, 'agents')
  await admin.act('Admin', 'edit')
  await admin.page.getByTestId('role-agent').check()
  await admin.page.getByTestId('agent-save').click()
  await eventually(async () => assert.match(await admin.page.getByTestId('agent-problem').innerText(), /last admin/))
  await admin.page.keyboard.press('Escape')
  await admin.page.getByTestId('agent-dialog').waitFor({ state: 'hidden' })
  const { items } = await stage.desk.call('GET', '/agents')
  assert.deepEqual(items.map(({ name, role }) => [name, role]), [['Admin', 'admin']])
}, { expected: [/status of 409 /] }))

test('what an admin sets reaches an open chat and the next shop page', story(async (stage) => {
  const customer = await stage.visitor()
  const status = customer.page.getByTestId('availability')
  const admin = await Admin.login(stage, 'desk')
  await eventually(async () => assert.equal(await status.getAttribute('data-available'), 'true'))

  // Open on one day of the week alone, some days from now even if midnight comes meanwhile; then nobody is left.
  const day = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][new Date(Date.now() + 3 * 86_400_000).getUTCDay()]
  await admin.page.getByTestId('hours-enabled').click()
  await admin.page.getByTestId('time-zone').fill('UTC')
  for (const other of ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']) {
    const open = admin.page.getByTestId(`day-${other}`).getByRole('switch')
    if ((await open.getAttribute('aria-checked') === 'true') !== (other === day)) await open.click()
  }
  await admin.page.getByTestId('desk-name').fill('Linfeng Audio')
  await admin.save()
  const { opening_hours: { time_zone: zone, week } } = await stage.desk.call('GET', '/settings')
  assert.deepEqual([zone, Object.keys(week).filter(name => week[name].length > 0)], ['UTC', [day]])
  await admin.open('widget')
  await admin.page.getByTestId('widget-color').fill('#0a7d4f')
  await admin.page.getByTestId('greeting-en').fill('Welcome to the shop!')
  await admin.save()
  await admin.page.close()

  // Who closed a page is taken for gone some seconds later.
  const next = await stage.visitor({ who: 'next' })
  await next.page.getByText('Welcome to the shop!').waitFor()
  await eventually(async () => assert.match(await next.page.locator('h1').innerText(), /Linfeng Audio/))
  await eventually(async () => assert.equal(await next.page.evaluate(() => document.documentElement.style.getPropertyValue('--chat-accent')), '#0a7d4f'))
  await eventually(async () => assert.match(await status.innerText(), new RegExp(day, 'i')))
}))

test('two admins at once: nothing is overwritten unasked', story(async (stage) => {
  const admin = await Admin.login(stage, 'desk')
  await admin.page.getByTestId('desk-name').fill('Mine')
  const { version } = await stage.desk.call('GET', '/settings')
  await stage.desk.call('PATCH', '/settings', { body: { version, desk_name: 'Theirs', limits: { connections_per_identity: 7 } } })
  await admin.page.getByTestId('save').click()
  await admin.page.getByTestId('conflict').waitFor()
  assert.equal((await stage.desk.call('GET', '/settings')).desk_name, 'Theirs')

  // On top: the name is mine, what I did not touch is theirs.
  await admin.page.getByTestId('conflict-keep').click()
  await admin.page.getByTestId('saved').waitFor()
  const stored = await stage.desk.call('GET', '/settings')
  assert.deepEqual([stored.desk_name, stored.limits.connections_per_identity], ['Mine', 7])

  // What is not saved is not lost by a click.
  await admin.page.getByTestId('desk-name').fill('Half')
  await admin.page.getByTestId('section-agents').click()
  await admin.page.getByTestId('confirm').waitFor()
  await admin.page.keyboard.press('Escape')
  await admin.page.getByTestId('confirm').waitFor({ state: 'hidden' })
  assert.equal(await admin.page.getByTestId('desk-name').inputValue(), 'Half')
  await admin.page.getByTestId('section-agents').click()
  await admin.confirm()
  await admin.page.getByTestId('admin-agents').waitFor()
  assert.equal((await stage.desk.call('GET', '/settings')).desk_name, 'Mine')
}, { expected: [/status of 409 /] }))

test('a desk without a mini-program says so', story(async (stage) => {
  const admin = await Admin.login(stage, 'miniprogram')
  await admin.page.getByTestId('wechat-test').click()
  const result = admin.page.getByTestId('wechat-result')
  await eventually(async () => assert.equal(await result.getAttribute('data-code'), 'not_configured'))
  await result.filter({ hasText: 'KEFU_WECHAT_APP_ID' }).waitFor()
}))
