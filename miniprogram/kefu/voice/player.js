/** So many voice messages are remembered as heard: the latest. */
const REMEMBERED = 300

/**
 * Plays voice messages, one at a time, and knows which of the desk's were not heard on this phone.
 */
class Player {
  /** @param {string} base the desk's address @param {{ changed(): void, failed(): void, ended(key: string): void }} on */
  constructor(base, on) {
    this.on = on
    this.storageKey = `kefu.heard.${base}`
    /** Key of what plays, '' for none. */
    this.playing = ''
    /** @type {WechatMiniprogram.InnerAudioContext | null} */
    this.audio = null
    const stored = read(this.storageKey)
    /** What came before the first look, ms, has no dot: a new phone does not show a conversation's whole past as unheard. */
    this.since = stored === null ? Date.now() : stored.since
    /** @type {Set<string>} */
    this.heard = new Set(stored === null ? [] : stored.heard)
    if (stored === null) this.save()
  }

  /** @param {string} messageId @param {number} at ms */
  isHeard(messageId, at) {
    return at < this.since || this.heard.has(messageId)
  }

  /** Plays it, or stops if it is what plays. @param {string} key @param {string} messageId @param {string} url */
  toggle(key, messageId, url) {
    const same = key === this.playing
    this.stop()
    if (!same) this.play(key, messageId, url)
  }

  /** @param {string} key @param {string} messageId @param {string} url */
  play(key, messageId, url) {
    this.stop()
    // As in WeChat's chats: who taps a voice message wants to hear it, whatever the phone's switch says.
    wx.setInnerAudioOption({ obeyMuteSwitch: false, fail() {} })
    const audio = this.audio = wx.createInnerAudioContext()
    audio.src = url
    audio.onEnded(() => this.over(audio, () => this.on.ended(key)))
    audio.onError(() => this.over(audio, () => this.on.failed()))
    audio.play()
    this.playing = key
    if (messageId !== '' && !this.heard.has(messageId)) {
      this.heard.add(messageId)
      this.save()
    }
    this.on.changed()
  }

  stop() {
    const { audio } = this
    if (audio === null) return
    this.audio = null
    this.playing = ''
    audio.stop()
    audio.destroy()
    this.on.changed()
  }

  /** @param {WechatMiniprogram.InnerAudioContext} audio @param {() => void} then */
  over(audio, then) {
    if (audio !== this.audio) return
    this.stop()
    then()
  }

  save() {
    const heard = [...this.heard].slice(-REMEMBERED)
    wx.setStorage({ key: this.storageKey, data: { since: this.since, heard }, fail() {} })
  }
}

/** @param {string} key @returns {{ since: number, heard: string[] } | null} */
function read(key) {
  try {
    const stored = wx.getStorageSync(key)
    return stored && typeof stored.since === 'number' && Array.isArray(stored.heard) ? stored : null
  } catch {
    return null
  }
}

module.exports = { Player }
