// The way of a message, and the badge.
import assert from 'node:assert/strict'
import test from 'node:test'
import { noonZone } from '../../../../e2e/lib/zone.mjs'
import { startApp } from './app.mjs'
import { Platform } from './platform.mjs'

// The phone's: what is tomorrow must be so until the end.
process.env.TZ = noonZone()

let platform
test.before(async () => { platform = await Platform.start() })
test.after(() => platform.stop())

/** An app whose user has written once already. */
async function written(name, given) {
  const openid = platform.user(name)
  const app = await startApp(platform, openid, given)
  await app.connected()
  app.tapTab(1)
  await app.send('在吗？')
  await app.until(() => app.texts('.mark').includes('送达'))
  return { app, openid }
}

test('wx.login at launch, one socket for the app\'s life', async () => {
  const openid = platform.user('Li')
  const app = await startApp(platform, openid)
  await app.connected()
  for (const tab of [1, 2, 0, 1]) app.tapTab(tab)
  await app.until(() => app.texts('.hello').length === 1)
  assert.equal(app.called('login').length, 1)
  assert.equal(app.called('connectSocket').length, 1)
  assert.deepEqual(app.called('connectSocket')[0].protocols, ['kefu.v1'])
  await app.send('  在吗？ ')
  await app.until(() => app.texts('.mark').includes('送达'))
  assert.equal(app.$('wx-textarea textarea').value, '')
  const [message] = await platform.history(openid)
  assert.equal(message.text, '在吗？')
  assert.equal(message.sender.id, openid)
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('the badge counts on any page, and the chat clears it', async () => {
  const { app, openid } = await written('Badge')
  app.tapTab(0)
  await platform.answer(openid, '在的，请讲')
  await app.until(() => app.phone.badge(1) === '1')
  app.tapTab(2)
  await platform.answer(openid, '有什么可以帮您？')
  await app.until(() => app.phone.badge(1) === '2' && app.texts('.badge').includes('2'))
  app.tapTab(1)
  await app.until(() => app.phone.badge(1) === null)
  await app.until(() => app.texts('.bubble').length === 3)
  assert.deepEqual(app.texts('.bubble'), ['在吗？', '在的，请讲', '有什么可以帮您？'])
  assert.deepEqual(app.texts('.name'), ['小林', '小林'])
  await app.until(async () => (await platform.history(openid)).slice(1).every(message => message.read_at !== null))
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('a page without a tab bar counts by itself; the badge is right when the bar is back', async () => {
  const { app, openid } = await written('Product')
  app.tapTab(0)
  app.tap('.hero')
  await app.until(() => app.page.route === 'pages/product/product')
  await platform.answer(openid, '这款有货')
  await app.until(() => app.texts('.badge').includes('1'))
  assert.equal(app.phone.badge(1), null, 'WeChat paints no badge while the bar is away')
  app.phone.onBack()
  await app.until(() => app.phone.badge(1) === '1')
  assert.deepEqual(app.faults(), [])
  app.end()
})

// Who was there is taken for gone some seconds later: what needs nobody to be there comes before anybody is.
test('nobody is there, and the desk has hours: the customer is told from when it answers', async () => {
  const { version } = await platform.desk.call('GET', '/settings')
  // Closed today, open tomorrow: on the phone's clock, whatever the hour is now.
  const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const tomorrow = days[(new Date().getDay() + 1) % 7]
  const week = Object.fromEntries(days.map(day => [day, day === tomorrow ? [{ from: '09:00', to: '18:00' }] : []]))
  const changed = await platform.desk.call('PATCH', '/settings', { body: { version, opening_hours: { enabled: true, time_zone: zone, week } } })
  const { app } = await written('Hours')
  await app.until(() => app.texts('.notice-text').includes('客服暂时不在，明天 9:00 起回复。您可以先留言'))
  await platform.desk.call('PATCH', '/settings', { body: { version: changed.version, opening_hours: { enabled: false } } })
  await app.until(() => app.texts('.notice-text').includes('客服暂时不在，您可以留言，我们会尽快回复'))
  app.end()
})

test('nobody is there: the customer is told, and told when somebody comes', async () => {
  const { app } = await written('Away')
  await app.until(() => app.texts('.notice-text').includes('客服暂时不在，您可以留言，我们会尽快回复'))
  const agent = await platform.agent()
  await app.until(() => app.texts('.notice-text').length === 0)
  agent.close()
  app.end()
})

test('read marks, typing and recalls of the other side show', async () => {
  const { app, openid } = await written('Marks')
  const { id, last_seq: seq } = await platform.conversation(openid)
  const agent = await platform.agent()
  agent.send({ type: 'typing', conversation_id: id })
  await app.until(() => app.phone.title() === '对方正在输入…')
  await platform.desk.call('POST', `/conversations/${id}/read`, { body: { seq } })
  await app.until(() => app.texts('.mark').join() === '已读')
  const answer = await platform.answer(openid, '写错了')
  await app.until(() => app.texts('.bubble').includes('写错了'))
  await app.until(() => app.phone.title() === '林风音响客服')
  agent.send({ type: 'message.recall', id: 1, message_id: answer.id })
  await app.until(() => app.texts('.tip').includes('对方撤回了一条消息'))
  await app.until(() => app.texts('.bubble').join() === '在吗？')
  agent.close()
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('a product goes along from its page, and leads back there', async () => {
  const openid = platform.user('Card')
  const app = await startApp(platform, openid)
  await app.connected()
  app.tap(app.$$('.good')[1])
  await app.until(() => app.page.route === 'pages/product/product')
  app.tap('.ask')
  await app.until(() => app.texts('.offer-title').includes('Hearth 书架音箱'))
  app.tap('.offer-send')
  await app.until(() => app.texts('.mark').includes('送达'))
  await app.until(() => app.texts('.offer-title').length === 0)
  const [{ kind, attachment }] = await platform.history(openid)
  assert.equal(kind, 'card')
  assert.deepEqual({ title: attachment.title, price: attachment.price, fields: attachment.fields }, { title: 'Hearth 书架音箱', price: '¥699', fields: { 商品编号: 'LF-2001' } })
  app.tap('.bubble.card')
  await app.until(() => app.page.route === 'pages/product/product' && app.texts('.name').includes('Hearth 书架音箱'))
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('English where WeChat speaks it', async () => {
  const { app } = await startApp(platform, platform.user('En'), { language: 'en' }).then(async (started) => {
    started.tapTab(1)
    await started.until(() => started.texts('.hello').length === 1)
    return { app: started }
  })
  assert.deepEqual(app.texts('.hello'), ['Hello! How can we help you?'])
  app.end()
})
