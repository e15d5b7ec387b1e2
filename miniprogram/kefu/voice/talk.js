const { MOST, Recorder } = require('./recorder')
const { forget, microphone } = require('./microphone')

/**
 * What is shown while one holds to talk.
 * @typedef {object} Talking
 * @property {'wait' | 'talk' | 'cancel' | 'short'} phase `wait`: the microphone is not there yet; `cancel`: letting go throws it away
 * @property {string} time how long it is
 * @property {number} left seconds that remain, 0 while there are enough
 *
 * @typedef {object} Host
 * @property {(talking: Talking | null) => void} show
 * @property {(recording: import('./recorder').Recording) => void} send
 * @property {(sentence: string) => void} say
 */

/** The finger that is so far above where it began wants to cancel, px. */
const SLIDE = 80

/** Seconds that are counted down. */
const COUNTDOWN = 10

/** So long "too short" stands, ms. */
const SHORT = 1_000

/** @type {Recorder | null} */
let recorder = null

/** The one recorder: WeChat's manager is one, and remembers who listens. */
function theRecorder() {
  if (recorder === null) recorder = new Recorder(wx.getRecorderManager())
  return recorder
}

/** Hold to talk, in WeChat's manner: down begins, up sends, sliding up throws away, a minute is the most. */
class Talk {
  /** @param {Host} host @param {import('../words').Words} words */
  constructor(host, words) {
    this.host = host
    this.words = words
    this.held = false
    this.busy = false
    this.startY = 0
    this.since = 0
    /** @type {Talking | null} */
    this.talking = null
    this.ticking = 0
    this.fading = 0
  }

  /** A finger came down. @param {number} y px, of the page */
  async down(y) {
    if (this.busy) return
    this.busy = this.held = true
    this.startY = y
    const may = await microphone(this.words)
    if (may === 'ready' && this.held && this.start()) return
    this.busy = false
    if (may === 'asked') this.host.say(this.words.nowHold)
    else if (may === 'refused') this.host.say(this.words.noMicrophone)
  }

  /** @param {number} y px, of the page */
  move(y) {
    if (this.talking === null || this.talking.phase === 'short') return
    const phase = this.startY - y > SLIDE ? 'cancel' : this.since === 0 ? 'wait' : 'talk'
    if (phase !== this.talking.phase) this.show({ ...this.talking, phase })
  }

  /** The finger went: what was said goes out, unless it slid up. */
  up() {
    this.held = false
    if (this.talking !== null && this.talking.phase !== 'short') theRecorder().stop(this.talking.phase !== 'cancel')
  }

  /** The page is left, or the phone took the touch away: nothing is sent. */
  drop() {
    this.held = false
    if (this.talking !== null && this.talking.phase !== 'short') theRecorder().stop(false)
  }

  start() {
    clearTimeout(this.fading)
    this.since = 0
    const begun = theRecorder().start({ began: () => this.began(), ended: (how, recording) => this.ended(how, recording) })
    if (begun) this.show({ phase: 'wait', time: '0″', left: 0 })
    return begun
  }

  began() {
    this.since = Date.now()
    wx.vibrateShort({ type: 'light', fail() {} })
    if (this.talking !== null && this.talking.phase === 'wait') this.show({ ...this.talking, phase: 'talk' })
    this.tick()
  }

  /** Each second. */
  tick() {
    const passed = Date.now() - this.since
    const left = Math.ceil((MOST - passed) / 1000)
    if (left === COUNTDOWN) wx.vibrateShort({ type: 'medium', fail() {} })
    if (this.talking !== null) this.show({ ...this.talking, time: `${Math.floor(passed / 1000)}″`, left: left <= COUNTDOWN ? Math.max(0, left) : 0 })
    this.ticking = setTimeout(() => this.tick(), 1000 - passed % 1000)
  }

  /** @type {import('./recorder').Listener['ended']} */
  ended(how, recording) {
    clearTimeout(this.ticking)
    this.busy = this.held = false
    if (how === 'short') this.showShort()
    else this.show(null)
    if (recording !== null) this.host.send(recording)
    if (how === 'denied') forget()
    if (how === 'denied' || how === 'failed') this.host.say(this.words[how === 'denied' ? 'noMicrophone' : 'noRecording'])
  }

  showShort() {
    this.show({ phase: 'short', time: '', left: 0 })
    this.fading = setTimeout(() => this.show(null), SHORT)
  }

  /** @param {Talking | null} talking */
  show(talking) {
    this.talking = talking
    this.host.show(talking)
  }
}

module.exports = { Talk }
