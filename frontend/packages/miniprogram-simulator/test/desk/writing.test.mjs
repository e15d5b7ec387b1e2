// What one can do with messages: pictures, recall, copy, trying again, emoji, and what WeChat asks first.
import assert from 'node:assert/strict'
import test from 'node:test'
import { png } from '../../../../e2e/lib/png.mjs'
import { startApp } from './app.mjs'
import { Platform } from './platform.mjs'

let platform
test.before(async () => { platform = await Platform.start() })
test.after(() => platform.stop())

async function chat(name, given) {
  const openid = platform.user(name)
  const app = await startApp(platform, openid, given)
  await app.connected()
  app.tapTab(1)
  await app.until(() => app.texts('.hello').length === 1)
  return { app, openid }
}

const picture = (width, height) => new Blob([png(width, height)], { type: 'image/png' })

async function sendPicture(app) {
  app.tap('.icon.plus')
  await app.until(() => app.$('.tool'))
  app.tap('.tool')
}

test('a picture: chosen, shown at once at its size, uploaded, opened large', async () => {
  const { app, openid } = await chat('Picture', { pickFiles: async () => [picture(300, 150)] })
  await sendPicture(app)
  await app.until(() => app.$('.bubble.bare'))
  assert.match(app.$('.bubble.bare').getAttribute('style'), /width: 180px; height: 90px/)
  await app.until(() => app.texts('.mark').includes('送达'))
  const [{ kind, attachment }] = await platform.history(openid)
  assert.deepEqual([kind, attachment.width, attachment.height], ['image', 300, 150])
  app.tap('.bubble.bare')
  await app.until(() => app.called('previewImage').length === 1)
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('a picture of the desk: its address is complete and opens', async () => {
  const { app, openid } = await chat('Theirs')
  await app.send('发张图看看')
  await app.until(() => app.texts('.mark').length === 1)
  const form = new FormData()
  form.append('file', picture(200, 200), 'desk.png')
  const upload = await fetch(`${platform.desk.url}/api/v1/uploads`, { method: 'POST', headers: { Authorization: `Bearer ${platform.desk.adminKey}` }, body: form })
  const attachment = await upload.json()
  const { id } = await platform.conversation(openid)
  await platform.desk.call('POST', `/conversations/${id}/messages`, { body: { kind: 'image', attachment: { id: attachment.id }, client_id: 'desk-picture' } })
  await app.until(() => app.$('.bubble.bare'))
  app.tap('.bubble.bare')
  const [{ current, urls }] = await app.until(() => app.called('previewImage').length === 1 && app.called('previewImage'))
  assert.deepEqual(urls, [current])
  const seen = await fetch(app.network(current))
  assert.equal(seen.status, 200)
  assert.equal(seen.headers.get('content-type'), 'image/png')
  app.end()
})

test('a picture that is too large is refused before it is sent', async () => {
  const { app } = await chat('Large', { pickFiles: async () => [new Blob([png(8, 8), new Uint8Array(64 * 1024 * 1024)], { type: 'image/png' })] })
  await sendPicture(app)
  await app.until(() => app.called('showToast').some(({ title }) => /图片不能超过/.test(title)))
  assert.equal(app.called('uploadFile').length, 0)
  app.end()
})

test('an upload that fails stays, with its reason, and can be tried again', async () => {
  let broken = true
  const { app, openid } = await chat('Again', {
    pickFiles: async () => [picture(90, 90)],
    upload: async (url, { name, blob, fileName, header }) => {
      if (broken) return { status: 422, text: JSON.stringify({ code: 'bad_request', detail: 'no' }) }
      const form = new FormData()
      form.append(name, blob, fileName)
      const answer = await fetch(app.network(url), { method: 'POST', headers: header, body: form })
      return { status: answer.status, text: await answer.text() }
    },
  })
  await sendPicture(app)
  await app.until(() => app.texts('.reason').includes('内容不符合要求，未能发送'))
  broken = false
  app.platform.answers.showActionSheet = ({ itemList }) => ({ tapIndex: itemList.indexOf('重新发送') })
  app.tap('.failed')
  await app.until(() => app.texts('.mark').includes('送达'))
  assert.equal((await platform.history(openid)).length, 1)
  app.end()
})

test('long press: copy, and recall within two minutes, to be edited again', async () => {
  const { app, openid } = await chat('Recall')
  await app.send('发错了')
  await app.until(() => app.texts('.mark').includes('送达'))
  await app.press(app.$('.bubble'))
  await app.until(() => app.texts('.menu-item').join() === '复制,撤回')
  app.tap(app.$$('.menu-item')[0])
  await app.until(() => app.called('setClipboardData').some(({ data }) => data === '发错了'))
  await app.press(app.$('.bubble'))
  await app.until(() => app.$$('.menu-item').length === 2)
  app.tap(app.$$('.menu-item')[1])
  await app.until(() => app.texts('.tip').some(text => text.startsWith('你撤回了一条消息')))
  await app.until(async () => (await platform.history(openid))[0].text === null)
  app.tap('.edit')
  await app.until(() => app.$('wx-textarea textarea').value === '发错了')
  assert.deepEqual(app.faults(), [])
  app.end()
})

test('emoji go where the text ends, and away whole', async () => {
  const { app, openid } = await chat('Emoji')
  app.type('好')
  app.tap('.icon.emoji')
  await app.until(() => app.$$('.emoji-item').length > 60)
  const [first, second] = app.$$('.emoji-item')
  app.tap(first)
  app.tap(second)
  await app.until(() => app.$('wx-textarea textarea').value === '好😀😄')
  app.tap('.key.delete')
  await app.until(() => app.$('wx-textarea textarea').value === '好😀')
  app.tap('.key.go')
  await app.until(() => app.texts('.bubble').includes('好😀'))
  await app.until(async () => (await platform.history(openid))[0].text === '好😀')
  app.end()
})

test('text that is too long says so and stays', async () => {
  const { app } = await chat('Long')
  app.type('长'.repeat(4001))
  await app.until(() => app.$('.send'))
  app.tap('.send')
  await app.until(() => app.called('showToast').some(({ title }) => title === '最多 4000 个字'))
  assert.equal(app.$$('.bubble').length, 0)
  assert.equal(app.$('wx-textarea textarea').value.length, 4001)
  app.end()
})

test('privacy: a picture waits for consent; without it nothing is touched', async () => {
  const { app } = await chat('Privacy', { privacy: 'needed', pickFiles: async () => [picture(50, 50)] })
  await sendPicture(app)
  await app.until(() => app.texts('.title').includes('隐私保护提示'))
  app.tap(app.$$('.buttons wx-button')[0])
  await app.until(() => app.$$('.buttons').length === 0)
  assert.equal(app.$$('.bubble').length, 0)
  app.tap('.tool')
  await app.until(() => app.$('.link'))
  assert.equal(app.texts('.link')[0], '《林风音响小程序隐私保护指引》')
  app.tap('.agree')
  await app.until(() => app.texts('.mark').includes('送达'))
  assert.deepEqual(app.faults(), [])
  app.end()
})
