import { mp3 } from '../mp3.mjs'

/** A microphone takes a moment, ms. */
const WARM_UP = 40

/** Bit rates that go with a sample rate, as WeChat's documentation of RecorderManager.start lists them. */
const BIT_RATES = {
  8000: [16000, 48000], 11025: [16000, 48000], 12000: [24000, 64000], 16000: [24000, 96000], 22050: [32000, 128000],
  24000: [32000, 128000], 32000: [48000, 192000], 44100: [64000, 320000], 48000: [64000, 320000],
}

const LONGEST = 600_000

/** The microphone and the loudspeaker. Recordings are real mp3s; `host.play` makes sound, where there is any. */
export function sound(api) {
  const { define, wx, log } = api
  const recorder = new RecorderManager(api)
  wx.getRecorderManager = () => recorder.face
  const sounds = []
  wx.createInnerAudioContext = () => {
    const context = new InnerAudioContext(api)
    sounds.push(context)
    log('createInnerAudioContext', {})
    return context
  }
  define('setInnerAudioOption', () => ({}))
  return { sounds, interruptRecording: () => recorder.interrupt() }
}

class RecorderManager {
  #listeners = {}
  #run = null

  constructor(api) {
    this.api = api
    this.face = { start: options => void this.#start(options), stop: () => this.#stop() }
    // As on a phone, whoever listens last is told.
    for (const name of ['Start', 'Stop', 'Pause', 'Resume', 'Error', 'FrameRecorded', 'InterruptionBegin', 'InterruptionEnd']) {
      this.face[`on${name}`] = (listener) => { this.#listeners[name] = listener }
    }
  }

  interrupt() {
    this.#fire('InterruptionBegin', {})
  }

  async #start(options) {
    this.api.log('RecorderManager.start', options)
    const wrong = problem(options)
    if (wrong) return this.#fail(wrong)
    if (this.#run) return this.#fail('is recording or paused')
    const run = this.#run = { begun: 0, timer: 0, longest: options.duration ?? 60_000 }
    try {
      await this.api.privacy.allow('RecorderManager.start')
      await this.api.permit('scope.record')
    } catch (error) {
      this.#run = null
      return this.#fail(error.message)
    }
    setTimeout(() => {
      run.begun = Date.now()
      run.timer = setTimeout(() => this.#finish(), run.longest)
      this.#fire('Start', {})
    }, WARM_UP)
  }

  #stop() {
    this.api.log('RecorderManager.stop', {})
    if (this.#run === null || this.#run.begun === 0) return this.#fail('recorder not start')
    this.#finish()
  }

  #finish() {
    const { begun, timer, longest } = this.#run
    clearTimeout(timer)
    this.#run = null
    const duration = Math.min(Date.now() - begun, longest)
    const blob = this.api.host.blob(mp3(duration), 'audio/mp3')
    const tempFilePath = this.api.keep(blob)
    setTimeout(() => this.#fire('Stop', { tempFilePath, duration, fileSize: blob.size }), 10)
  }

  #fail(reason) {
    setTimeout(() => this.#fire('Error', { errMsg: `operateRecorder:fail ${reason}` }), 0)
  }

  #fire(name, value) {
    const listener = this.#listeners[name]
    if (listener) this.api.time.run(() => listener(value))
  }
}

function problem({ sampleRate = 8000, encodeBitRate = 48000, numberOfChannels = 2, duration = 60_000, format = 'aac' }) {
  const [least, most] = BIT_RATES[sampleRate] ?? [1, 0]
  if (encodeBitRate < least || encodeBitRate > most) return `encodeBitRate ${encodeBitRate} does not go with sampleRate ${sampleRate}`
  if (![1, 2].includes(numberOfChannels) || duration <= 0 || duration > LONGEST) return 'invalid parameter'
  return format === 'mp3' ? '' : `the simulator records no ${format}`
}

class InnerAudioContext {
  #listeners = {}
  #silence = () => {}
  src = ''
  state = 'new'

  constructor(api) {
    this.api = api
    for (const name of ['Canplay', 'Play', 'Pause', 'Stop', 'Ended', 'Error', 'TimeUpdate', 'Waiting']) {
      this[`on${name}`] = (listener) => { (this.#listeners[name] ??= []).push(listener) }
    }
  }

  play() {
    this.state = 'playing'
    const { host, asset } = this.api
    this.#silence = host.play?.(asset(this.src), () => this.finish(), () => this.#end('Error', { errCode: 10004 })) ?? (() => {})
    this.#fire('Play', {})
  }

  stop() {
    if (this.state === 'playing') this.#end('Stop', {})
  }

  destroy() {
    this.stop()
    this.state = 'destroyed'
    this.#listeners = {}
  }

  /** It was played to its end. */
  finish() {
    if (this.state === 'playing') this.#end('Ended', {})
  }

  #end(name, value) {
    this.#silence()
    this.state = 'stopped'
    this.#fire(name, value)
  }

  #fire(name, value) {
    for (const listener of this.#listeners[name] ?? []) this.api.time.run(() => listener(value))
  }
}
