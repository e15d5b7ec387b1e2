// What a phone does to an app: it puts it away, loses the network, forgets it; and what a desk may refuse.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '../../../../e2e/lib/wait.mjs'
import { startApp } from './app.mjs'
import { Platform } from './platform.mjs'

const SESSION = 'kefu.session.http://127.0.0.1:8080'

/** When a token ends that must serve for the start of an app before, on the slowest machine, s. */
const SOON = 8

let platform
test.before(async () => { platform = await Platform.start() })
test.after(() => platform.stop())

async function inChat(name, given) {
  const openid = platform.user(name)
  const app = await startApp(platform, openid, given)
  await app.connected()
  app.tapTab(1)
  await app.send('第一条')
  await app.until(() => app.texts('.mark').includes('送达'))
  return { app, openid }
}

test('away for longer than JavaScript runs, and back: nothing is missing', async () => {
  const { app, openid } = await inChat('Away')
  app.tapTab(0)
  app.hide()
  await app.until(() => app.time.suspended)
  assert.equal(app.called('SocketTask.close').length, 1, 'it left before it was suspended')
  await platform.answer(openid, '您不在时的一条')
  await platform.answer(openid, '您不在时的又一条')
  assert.equal(app.phone.badge(1), null, 'nothing runs meanwhile')
  app.show()
  await app.until(() => app.phone.badge(1) === '2')
  app.tapTab(1)
  await app.until(() => app.texts('.bubble').join() === '第一条,您不在时的一条,您不在时的又一条')
  assert.equal(app.called('login').length, 1, 'the session is kept')
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('a look at another app: the socket stays', async () => {
  const { app, openid } = await inChat('Glance')
  app.hide()
  await new Promise(resolve => setTimeout(resolve, 1_000))
  await platform.answer(openid, '回来了吗')
  app.show()
  await app.until(() => app.texts('.bubble').includes('回来了吗'))
  assert.equal(app.called('connectSocket').length, 1)
  app.end()
})

test('the line is cut in the middle of writing: it comes back by itself, every message once', async () => {
  const { app, openid } = await inChat('Cut')
  for (let i = 1; i <= 12; i++) {
    if (i % 4 === 0) app.platform.cutSockets()
    await app.send(`第 ${i} 句`)
    if (i % 4 === 0) await platform.answer(openid, `答 ${i}`)
  }
  const history = await eventually(async () => {
    const all = await platform.history(openid)
    assert.equal(all.length, 16)
    // One's own stands at the end until all that came before it is there.
    assert.deepEqual(app.texts('.bubble'), all.map(message => message.text))
    return all
  }, 90_000)
  const own = history.filter(message => message.sender.role === 'customer').map(message => message.text)
  assert.deepEqual(own, ['第一条', ...Array.from({ length: 12 }, (_, i) => `第 ${i + 1} 句`)])
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('the desk is restarted: what was written meanwhile goes out', async () => {
  const { app, openid } = await inChat('Restart')
  await platform.desk.kill()
  await app.send('服务器重启时写的')
  await app.until(() => app.texts('.notice-text').includes('暂时连不上客服，正在重新连接…'))
  await platform.desk.start()
  await app.until(() => app.texts('.mark').includes('送达') && app.$$('.sending').length === 0, 90_000)
  assert.deepEqual((await platform.history(openid)).map(message => message.text), ['第一条', '服务器重启时写的'])
  app.end()
})

test('the app is ended with a message unsent, and started anew: it goes out, once', async () => {
  const storage = new Map()
  const { app, openid } = await inChat('Ended', { storage })
  await platform.desk.kill()
  await app.send('还没发出去')
  app.end()
  await platform.desk.start()
  const again = await startApp(platform, openid, { storage })
  again.tapTab(1)
  await again.until(async () => again.texts('.bubble').join() === '第一条,还没发出去' && (await platform.history(openid)).length === 2, 90_000)
  assert.deepEqual((await platform.history(openid)).map(message => message.text), ['第一条', '还没发出去'])
  again.end()
})

test('no network at the start: the last page is there, and a word about it', async () => {
  const storage = new Map()
  const { app, openid } = await inChat('Offline', { storage })
  await platform.answer(openid, '上次的回答')
  await app.until(() => app.texts('.bubble').length === 2)
  app.tapTab(0)
  app.end()
  await platform.desk.kill()
  const again = await startApp(platform, openid, { storage })
  again.tapTab(1)
  await again.until(() => again.texts('.bubble').join() === '第一条,上次的回答')
  await again.until(() => again.texts('.notice-text').includes('暂时连不上客服，正在重新连接…'))
  await platform.desk.start()
  await again.until(() => again.texts('.notice.trouble').length === 0, 90_000)
  await again.until(() => again.texts('.bubble').join() === '第一条,上次的回答')
  assert.deepEqual(again.faults(), [])
  again.end()
})

test('each launch logs in while the kept token connects; the new one is there when the old one ends', async () => {
  const storage = new Map()
  const { app, openid } = await inChat('Token', { storage })
  app.end()
  const session = JSON.parse(storage.get(SESSION))
  storage.set(SESSION, JSON.stringify({ ...session, token: platform.shortened(session.token, SOON) }))
  let release
  const held = new Promise((resolve) => { release = resolve })
  const again = await startApp(platform, openid, { storage, loginCode: async () => (await held, platform.code(openid)) })
  await again.connected()
  assert.equal(again.called('login').length, 1, 'it is asked for')
  assert.equal(again.called('request').filter(({ url }) => url.endsWith('/auth/wechat')).length, 0, 'and the connection did not wait')
  release()
  await again.until(() => again.frames.filter(frame => frame.type === 'welcome').length === 2, 90_000)
  assert.equal(again.called('login').length, 1, 'the launch\'s login served')
  again.tapTab(1)
  await again.send('换了令牌')
  await again.until(async () => (await platform.history(openid)).length === 2)
  again.end()
})

test('a token that ends while connected is renewed by a new login', async () => {
  const storage = new Map()
  const { app, openid } = await inChat('Ends', { storage })
  app.end()
  const session = JSON.parse(storage.get(SESSION))
  storage.set(SESSION, JSON.stringify({ ...session, token: platform.shortened(session.token, SOON) }))
  // The launch's own login comes to nothing.
  let codes = 0
  const again = await startApp(platform, openid, { storage, loginCode: () => (++codes === 1 ? 'no-such-code' : platform.code(openid)) })
  await again.until(() => again.frames.filter(frame => frame.type === 'welcome').length === 2, 90_000)
  assert.equal(codes, 2)
  again.end()
})

test('a token that the desk does not take is replaced', async () => {
  const storage = new Map()
  const { app, openid } = await inChat('Refused', { storage })
  app.end()
  const session = JSON.parse(storage.get(SESSION))
  const token = `${session.token.slice(0, -6)}AAAAAA`
  storage.set(SESSION, JSON.stringify({ ...session, token }))
  const again = await startApp(platform, openid, { storage })
  again.tapTab(1)
  await again.connected()
  await again.until(() => again.texts('.bubble').join() === '第一条')
  assert.equal(again.called('login').length, 1)
  assert.notEqual(JSON.parse(storage.get(SESSION)).token, token)
  again.end()
})

test('a code that WeChat does not take: the next one is tried', async () => {
  const openid = platform.user('Code')
  let codes = 0
  let seen
  const told = new Promise((resolve) => { seen = resolve })
  const app = await startApp(platform, openid, { loginCode: () => (++codes < 3 ? 'no-such-code' : told.then(() => platform.code(openid))) })
  app.tapTab(1)
  await app.until(() => app.texts('.notice-text').includes('暂时无法登录客服，正在重试…'))
  seen()
  await app.connected()
  assert.equal(codes, 3)
  await app.until(() => app.texts('.notice.trouble').length === 0)
  app.end()
})

test('a user whom WeChat holds back is told so, and not tried for ever', async () => {
  const openid = platform.user('Blocked')
  await platform.block(openid)
  const app = await startApp(platform, openid)
  app.tapTab(1)
  await app.until(() => app.texts('.notice-text').includes('暂时无法登录客服，正在重试…'))
  await new Promise(resolve => setTimeout(resolve, 1_500))
  assert.equal(app.called('login').length, 1)
  app.end()
})

test('written before the first sign-in ever: it waits in the chat, and goes out once', async () => {
  const openid = platform.user('Early')
  const storage = new Map()
  const offline = await startApp(platform, openid, { storage, loginCode: () => Promise.reject(new Error('no network')) })
  offline.tapTab(1)
  await offline.send('还没登录就写了')
  await offline.until(() => offline.texts('.bubble').join() === '还没登录就写了' && offline.$$('.sending').length === 1)
  assert.equal(offline.called('showToast').length, 0)
  offline.end()
  const app = await startApp(platform, openid, { storage })
  app.tapTab(1)
  await app.until(() => app.texts('.mark').includes('送达'))
  await app.send('现在登录了')
  await app.until(async () => (await platform.history(openid)).length === 2)
  assert.deepEqual((await platform.history(openid)).map(message => message.text), ['还没登录就写了', '现在登录了'])
  assert.deepEqual(app.faults(), [])
  app.end()
})
