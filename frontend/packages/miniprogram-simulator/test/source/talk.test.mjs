// A minute of talking, on a clock of its own; and what the chat says of days and opening hours.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { miniprogram } from '../../build.mjs'

const require = createRequire(import.meta.url)
const { Recorder } = require(`${miniprogram}kefu/voice/recorder.js`)

/** WeChat's recorder as far as Recorder knows it. */
class Microphone {
  listeners = {}
  calls = []

  constructor() {
    for (const name of ['Start', 'Stop', 'Error', 'InterruptionBegin']) this[`on${name}`] = (listener) => { this.listeners[name] = listener }
  }

  start(options) {
    this.calls.push('start')
    this.options = options
  }

  stop() {
    this.calls.push('stop')
  }

  tell(name, value) {
    this.listeners[name](value)
  }
}

function recording(manager = new Microphone()) {
  const recorder = new Recorder(manager)
  const ends = []
  const begin = () => recorder.start({ began() {}, ended: (how, what) => ends.push([how, what]) })
  return { manager, recorder, ends, begin }
}

test('it asks for what every phone plays, a minute at most', () => {
  const { manager, begin } = recording()
  begin()
  assert.deepEqual(manager.options, { duration: 60_000, sampleRate: 16_000, numberOfChannels: 1, encodeBitRate: 48_000, format: 'mp3' })
})

for (const { name, duration, waited, how } of [
  { name: 'as long as the phone says', duration: 3_200, waited: 0, how: ['kept', { path: 'p', size: 9, duration: 3_200 }] },
  { name: 'as long as it took, where the phone does not say', duration: 0, waited: 4_000, how: ['kept', { path: 'p', size: 9, duration: 4_000 }] },
  { name: 'never longer than a minute', duration: 60_050, waited: 0, how: ['kept', { path: 'p', size: 9, duration: 60_000 }] },
  { name: 'under a second is nothing', duration: 999, waited: 0, how: ['short', null] },
]) {
  test(`the length: ${name}`, (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const { manager, recorder, ends, begin } = recording()
    begin()
    manager.tell('Start')
    t.mock.timers.tick(waited)
    recorder.stop(true)
    manager.tell('Stop', { tempFilePath: 'p', fileSize: 9, duration })
    assert.deepEqual(ends, [how])
  })
}

test('stopped before it began: the stop waits, as a microphone that does not listen can\'t be stopped', () => {
  const { manager, recorder, begin, ends } = recording()
  begin()
  recorder.stop(false)
  assert.deepEqual(manager.calls, ['start'])
  manager.tell('Start')
  assert.deepEqual(manager.calls, ['start', 'stop'])
  manager.tell('Stop', { tempFilePath: 'p', fileSize: 9, duration: 2_000 })
  assert.deepEqual(ends, [['dropped', null]])
})

test('a microphone that never answers is given up, and the next one may come', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const { manager, recorder, begin, ends } = recording()
  begin()
  manager.tell('Start')
  assert.equal(begin(), false, 'one at a time')
  recorder.stop(true)
  t.mock.timers.tick(3_000)
  assert.deepEqual(ends, [['failed', null]])
  assert.equal(begin(), true)
})

test('a call drops it; a phone that forbids says so', () => {
  const { manager, begin, ends } = recording()
  begin()
  manager.tell('Start')
  manager.tell('InterruptionBegin', {})
  manager.tell('Stop', { tempFilePath: 'p', fileSize: 9, duration: 5_000 })
  begin()
  manager.tell('Error', { errMsg: 'operateRecorder:fail auth deny' })
  begin()
  manager.tell('Error', { errMsg: 'operateRecorder:fail system error' })
  assert.deepEqual(ends, [['dropped', null], ['denied', null], ['failed', null]])
})

test('the last ten seconds are counted down, and at the minute it is sent by itself', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const manager = new Microphone()
  globalThis.wx = {
    getRecorderManager: () => manager, vibrateShort() {}, getSetting: ({ success }) => success({ authSetting: { 'scope.record': true } }),
  }
  t.after(() => { delete globalThis.wx })
  const { Talk } = require(`${miniprogram}kefu/voice/talk.js`)
  const { words } = wordsIn('zh_CN')
  const shown = []
  const sent = []
  const talk = new Talk({ show: talking => shown.push(talking), send: recorded => sent.push(recorded), say() {} }, words)
  await talk.down(600)
  manager.tell('Start')
  t.mock.timers.tick(49_000)
  assert.deepEqual(shown.at(-1), { phase: 'talk', time: '49″', left: 0 })
  for (let left = 10; left > 0; left--) {
    t.mock.timers.tick(1_000)
    assert.equal(shown.at(-1).left, left)
  }
  t.mock.timers.tick(1_000)
  manager.tell('Stop', { tempFilePath: 'p', fileSize: 360_000, duration: 60_012 })
  assert.deepEqual(sent, [{ path: 'p', size: 360_000, duration: 60_000 }])
  assert.equal(shown.at(-1), null)
  talk.up()
  assert.equal(sent.length, 1, 'the finger that goes afterwards sends nothing more')
})

/** The words of a language, as the phone's WeChat has it. */
function wordsIn(language) {
  const before = globalThis.wx
  globalThis.wx = { ...before, getAppBaseInfo: () => ({ language }) }
  const { words } = require(`${miniprogram}kefu/words.js`)
  const found = words()
  globalThis.wx = before
  return { words: found }
}

test('both languages have the same words', () => {
  const shape = value => (value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shape(part)])) : Array.isArray(value) ? value.length : [...value.matchAll(/\{\w+\}/g)].map(String).sort().join())
  assert.deepEqual(shape(wordsIn('en').words), shape(wordsIn('zh_CN').words))
})

for (const { name, opens, zh, en } of [
  { name: 'today', opens: '2026-11-21T09:00:00', zh: '客服暂时不在，9:00 起回复。您可以先留言', en: 'Nobody is here now. We answer from 9:00; leave a message' },
  { name: 'tomorrow', opens: '2026-11-22T09:30:00', zh: '客服暂时不在，明天 9:30 起回复。您可以先留言', en: 'Nobody is here now. We answer from tomorrow 9:30; leave a message' },
  { name: 'this week', opens: '2026-11-23T09:00:00', zh: '客服暂时不在，星期一 9:00 起回复。您可以先留言', en: 'Nobody is here now. We answer from Monday 9:00; leave a message' },
  { name: 'later', opens: '2026-12-01T09:00:00', zh: '客服暂时不在，12月1日 9:00 起回复。您可以先留言', en: 'Nobody is here now. We answer from 12/1 9:00; leave a message' },
]) {
  test(`when somebody will be there: ${name}`, () => {
    const { noticeOf } = require(`${miniprogram}kefu/chat/notice.js`)
    const now = new Date('2026-11-21T08:12:00').getTime()
    const client = { connection: { name: 'open' }, availability: { available: false, opensAt: new Date(opens).toISOString() } }
    const say = language => noticeOf({ signIn: 'signed_in', client }, true, now, wordsIn(language).words).text
    assert.equal(say('zh_CN'), zh)
    assert.equal(say('en'), en)
  })
}
