// The very first launch, without a network: what is written waits on the phone, and goes out once.
import assert from 'node:assert/strict'
import test from 'node:test'
import { startApp } from './app.mjs'
import { Platform } from './platform.mjs'

let platform
test.before(async () => { platform = await Platform.start() })
test.after(() => platform.stop())

test('the first launch ever, without a network: what was written goes out after the sign-in, once', async () => {
  const storage = new Map()
  const openid = platform.user('First')
  await platform.desk.kill()
  const app = await startApp(platform, openid, { storage })
  app.tapTab(1)
  await app.send('有人吗')
  await app.send('我在隧道里')
  await app.until(() => app.$$('.sending').length === 2)
  app.end()
  const again = await startApp(platform, openid, { storage })
  again.tapTab(1)
  await again.until(() => again.texts('.bubble').join() === '有人吗,我在隧道里')
  await platform.desk.start()
  await again.until(() => again.$$('.sending').length === 0 && again.texts('.bubble').length === 2, 90_000)
  assert.deepEqual((await platform.history(openid)).map(message => message.text), ['有人吗', '我在隧道里'])
  assert.deepEqual(again.faults(), [])
  again.end()
})
