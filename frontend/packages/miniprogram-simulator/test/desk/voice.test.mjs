// Voice messages: the permission, holding to talk, and what the other side gets.
import assert from 'node:assert/strict'
import test from 'node:test'
import { mp3 } from '../../src/mp3.mjs'
import { startApp } from './app.mjs'
import { Platform } from './platform.mjs'

let platform
test.before(async () => { platform = await Platform.start() })
test.after(() => platform.stop())

const ALLOWED = { permissions: { 'scope.record': true } }

/** The only voice message says how long it lasts, in whole seconds. */
function saysAbout(texts, ms) {
  assert.equal(texts.length, 1)
  assert.match(texts[0], /^\d+″$/)
  assert.ok(Math.abs(parseInt(texts[0], 10) * 1000 - ms) <= 600, `${texts[0]}, ${ms} ms`)
}
const wait = ms => new Promise(resolve => setTimeout(resolve, ms))

/** An app in the chat, its composer turned to talking. */
async function talker(name, given) {
  const openid = platform.user(name)
  const app = await startApp(platform, openid, given)
  await app.connected()
  app.tapTab(1)
  await app.until(() => app.$('.icon.voice'))
  app.tap('.icon.voice')
  await app.until(() => app.$('.hold'))
  /** Holds for at least so long once the microphone listens, ms. Answers within what bounds the recording must last, ms. */
  app.talk = async (ms) => {
    const before = Date.now()
    app.touch(app.$('.hold'), 'start')
    await app.until(() => app.$('.mask.talk'))
    const listens = Date.now()
    await wait(ms)
    app.touch(app.$('.hold'), 'end')
    return { least: Date.now() - listens, most: Date.now() - before }
  }
  app.toasts = () => app.called('showToast').map(({ title }) => title)
  return { app, openid }
}

test('hold to talk: the desk gets a voice message that plays, as long as it was', async () => {
  const { app, openid } = await talker('Voice', ALLOWED)
  const { least, most } = await app.talk(2_100)
  await app.until(() => app.texts('.mark').includes('送达'))
  await app.until(() => app.$('.mask') === null)
  const [{ kind, attachment }] = await platform.history(openid)
  saysAbout(app.texts('.bubble.voice'), attachment.duration_ms)
  assert.equal(kind, 'voice')
  assert.equal(attachment.mime, 'audio/mpeg')
  // What the desk reads from the file is as long as its last frame.
  assert.ok(attachment.duration_ms >= least - 100 && attachment.duration_ms <= most + 100, `${attachment.duration_ms} ms, held for ${least} to ${most} ms`)
  const file = await fetch(`${platform.desk.url}${attachment.url}`, { headers: { Authorization: `Bearer ${platform.lin.key}` } })
  assert.equal(file.headers.get('content-type'), 'audio/mpeg')
  const bytes = new Uint8Array(await file.arrayBuffer())
  assert.equal(bytes.length, attachment.size)
  assert.deepEqual([...bytes.slice(0, 4)], [...mp3(36).slice(0, 4)])
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('slid up: nothing is sent; too short: it says so', async () => {
  const { app, openid } = await talker('Slide', ALLOWED)
  const hold = app.$('.hold')
  app.touch(hold, 'start')
  await app.until(() => app.$('.mask.talk'))
  app.touch(hold, 'move', 480)
  await app.until(() => app.texts('.hint').includes('松开 取消'))
  app.touch(hold, 'move', 590)
  await app.until(() => app.texts('.hint').includes('上滑取消'))
  app.touch(hold, 'move', 300)
  await app.until(() => app.$('.mask.cancel'))
  await wait(1_200)
  app.touch(hold, 'end', 300)
  await app.until(() => app.$('.mask') === null)
  await app.talk(0)
  await app.until(() => app.texts('.short').some(text => text.includes('说话时间太短')))
  await app.until(() => app.$('.mask') === null)
  // Let go before the microphone listened at all.
  app.touch(hold, 'start')
  await app.until(() => app.$('.mask'))
  app.touch(hold, 'end')
  await app.until(() => app.texts('.short').length > 0)
  assert.equal(app.called('uploadFile').length, 0)
  await assert.rejects(platform.history(openid), /no conversation/)
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('the first time WeChat asks; then it is held again', async () => {
  const asked = []
  const { app } = await talker('First', { onPermission: scope => (asked.push(scope), true) })
  app.touch(app.$('.hold'), 'start')
  await app.until(() => app.toasts().includes('已可以使用麦克风，请按住说话'))
  assert.deepEqual(asked, ['scope.record'])
  assert.equal(app.called('RecorderManager.start').length, 0, 'no recording begins under WeChat\'s dialog')
  app.touch(app.$('.hold'), 'end')
  await app.talk(1_100)
  await app.until(() => app.texts('.mark').includes('送达'))
  assert.deepEqual(asked, ['scope.record'])
  app.end()
})

test('declined: told so; the next time why it is needed, and led to the settings', async () => {
  const { app } = await talker('Declined', { onPermission: () => false })
  app.touch(app.$('.hold'), 'start')
  await app.until(() => app.toasts().includes('没有麦克风权限，无法发送语音'))
  app.touch(app.$('.hold'), 'end')
  app.platform.answers.showModal = () => ({ confirm: true })
  app.platform.answers.openSetting = () => {
    app.platform.permissions['scope.record'] = true
    return { authSetting: { 'scope.record': true } }
  }
  app.touch(app.$('.hold'), 'start')
  await app.until(() => app.toasts().includes('已可以使用麦克风，请按住说话'))
  app.touch(app.$('.hold'), 'end')
  assert.equal(app.called('showModal')[0].title, '需要使用麦克风')
  await app.talk(1_100)
  await app.until(() => app.texts('.mark').includes('送达'))
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('the privacy guidelines come before the microphone', async () => {
  const { app } = await talker('Private', { privacy: 'needed' })
  app.touch(app.$('.hold'), 'start')
  await app.until(() => app.texts('.title').includes('隐私保护提示'))
  app.touch(app.$('.hold'), 'cancel')
  app.tap('.agree')
  await app.until(() => app.toasts().includes('已可以使用麦克风，请按住说话'))
  await app.talk(1_100)
  await app.until(() => app.texts('.mark').includes('送达'))
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('a call, or another page: what was being said is not sent', async () => {
  const { app } = await talker('Call', ALLOWED)
  app.touch(app.$('.hold'), 'start')
  await app.until(() => app.$('.mask.talk'))
  await wait(1_100)
  app.platform.interruptRecording()
  await app.until(() => app.$('.mask') === null)
  app.touch(app.$('.hold'), 'end')
  app.touch(app.$('.hold'), 'start')
  await app.until(() => app.$('.mask.talk'))
  await wait(1_100)
  app.tapTab(0)
  await wait(200)
  app.tapTab(1)
  await app.until(() => app.$('.mask') === null)
  assert.equal(app.called('uploadFile').length, 0)
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('a voice message that could not be uploaded stays, and can be tried again', async () => {
  let broken = true
  const { app, openid } = await talker('Again', {
    ...ALLOWED,
    upload: async (url, { name, blob, fileName, header }) => {
      if (broken) return { status: 422, text: JSON.stringify({ code: 'bad_request', detail: 'no' }) }
      const form = new FormData()
      form.append(name, blob, fileName)
      const answer = await fetch(app.network(url), { method: 'POST', headers: header, body: form })
      return { status: answer.status, text: await answer.text() }
    },
  })
  await app.talk(1_600)
  await app.until(() => app.texts('.reason').includes('内容不符合要求，未能发送'))
  const before = app.texts('.bubble.voice')
  broken = false
  app.platform.answers.showActionSheet = ({ itemList }) => ({ tapIndex: itemList.indexOf('重新发送') })
  app.tap('.failed')
  await app.until(() => app.texts('.mark').includes('送达'))
  const history = await platform.history(openid)
  assert.equal(history.length, 1)
  saysAbout(before, history[0].attachment.duration_ms) // it knew its length all the same
  app.end()
})

test('voice messages of the desk: a dot until heard, one plays at a time, the next one by itself', async () => {
  const storage = new Map()
  const { app, openid } = await talker('Heard', { ...ALLOWED, storage })
  await app.talk(1_100)
  await app.until(() => app.texts('.mark').includes('送达'))
  for (const ms of [3_000, 7_000, 12_000]) await platform.speak(openid, mp3(ms))
  await app.until(() => app.$$('.bubble.voice').length === 4)
  assert.deepEqual(app.texts('.bubble.voice').slice(1), ['3″', '7″', '12″'])
  assert.equal(app.$$('.unheard').length, 3)
  const [own, first, , third] = app.$$('.bubble.voice')
  app.tap(own)
  await app.until(() => app.$$('.playing').length === 1)
  assert.equal(app.$$('.unheard').length, 3, 'one\'s own was never unheard')
  app.tap(first)
  await app.until(() => app.platform.sounds.length === 2)
  await app.until(() => app.platform.sounds.map(({ state }) => state).join() === 'destroyed,playing')
  await app.until(() => app.$$('.unheard').length === 2 && app.$$('.playing').length === 1)
  const sound = await fetch(app.network(app.platform.sounds[1].src))
  assert.equal(sound.headers.get('content-type'), 'audio/mpeg')
  app.platform.sounds[1].finish()
  await app.until(() => app.platform.sounds.length === 3 && app.$$('.unheard').length === 1)
  app.tap(third)
  await app.until(() => app.$$('.unheard').length === 0)
  app.tap(third)
  await app.until(() => app.$$('.playing').length === 0)
  app.tap(first)
  await app.until(() => app.$$('.playing').length === 1)
  app.touch(app.$('.hold'), 'start')
  await app.until(() => app.$('.mask.talk'))
  await app.until(() => app.$$('.playing').length === 0) // who talks does not listen
  app.touch(app.$('.hold'), 'cancel')
  await app.until(() => app.$('.mask') === null)
  assert.deepEqual(app.faults(), [])
  app.end()

  const again = await startApp(platform, openid, { storage })
  again.tapTab(1)
  await again.until(() => again.$$('.bubble.voice').length === 4)
  assert.equal(again.$$('.unheard').length, 0, 'it is remembered')
  again.end()
})
