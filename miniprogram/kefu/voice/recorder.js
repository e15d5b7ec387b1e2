/**
 * A recording that is done.
 * @typedef {object} Recording
 * @property {string} path
 * @property {number} size bytes
 * @property {number} duration milliseconds
 *
 * @typedef {object} Listener what a recording calls; `ended` exactly once, after which nothing comes
 * @property {() => void} began the microphone listens
 * @property {(end: 'kept' | 'dropped' | 'short' | 'failed' | 'denied', recording: Recording | null) => void} ended
 */

/** WeChat's own limits of a voice message, ms. */
const MOST = 60_000
const LEAST = 1_000

/** A microphone that says nothing for so long after "stop" is given up, ms. */
const PATIENCE = 3_000

/** Speech, as an mp3 of constant bit rate: every phone plays it, and the desk reads its length. 60 s are 360 KB. */
const OPTIONS = /** @type {const} */ ({ duration: MOST, sampleRate: 16000, numberOfChannels: 1, encodeBitRate: 48000, format: 'mp3' })

/** The phone's one microphone. One recording at a time. */
class Recorder {
  /** @param {WechatMiniprogram.RecorderManager} manager */
  constructor(manager) {
    this.manager = manager
    /** @type {'idle' | 'starting' | 'recording' | 'stopping'} */
    this.state = 'idle'
    /** @type {Listener | null} */
    this.listener = null
    this.keep = true
    this.since = 0
    this.timer = 0
    // What is heard of the manager can't be unheard: once for the app's life.
    manager.onStart(() => this.began())
    manager.onStop(result => this.stopped(result))
    manager.onError(({ errMsg }) => this.end(/auth|permission|authoriz/i.test(errMsg) ? 'denied' : 'failed', null))
    // A call comes in: WeChat has taken the microphone away.
    manager.onInterruptionBegin(() => this.stop(false))
  }

  /** @param {Listener} listener @returns {boolean} false while another recording is not over */
  start(listener) {
    if (this.state !== 'idle') return false
    this.state = 'starting'
    this.listener = listener
    this.keep = true
    this.manager.start(OPTIONS)
    return true
  }

  /** @param {boolean} keep */
  stop(keep) {
    if (this.state === 'idle' || this.state === 'stopping') return
    this.keep = keep
    const began = this.state === 'recording'
    this.state = 'stopping'
    this.timer = setTimeout(() => this.end('failed', null), PATIENCE)
    // A microphone that has not begun can't be stopped: `began` does it.
    if (began) this.manager.stop()
  }

  began() {
    this.since = Date.now()
    if (this.state === 'stopping') this.manager.stop()
    if (this.state !== 'starting') return
    this.state = 'recording'
    if (this.listener !== null) this.listener.began()
  }

  /** @param {WechatMiniprogram.OnStopListenerResult} result */
  stopped({ tempFilePath, fileSize, duration }) {
    // Not every phone says how long it was.
    const lasted = Math.min(duration || Date.now() - this.since, MOST)
    if (!this.keep) this.end('dropped', null)
    else if (lasted < LEAST) this.end('short', null)
    else this.end('kept', { path: tempFilePath, size: fileSize, duration: lasted })
  }

  /** @param {Parameters<Listener['ended']>[0]} how @param {Recording | null} recording */
  end(how, recording) {
    clearTimeout(this.timer)
    const { listener } = this
    this.state = 'idle'
    this.listener = null
    if (listener !== null) listener.ended(how, recording)
  }
}

module.exports = { Recorder, MOST }
