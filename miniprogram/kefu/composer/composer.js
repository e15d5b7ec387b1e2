const { EMOJI } = require('./emoji')
const { bottomGap, safeInset } = require('./room')

/** Where one writes: the field or the button to talk, the emoji, the tools, and the room that the keyboard takes. */
Component({
  properties: {
    words: { type: Object, value: /** @type {Partial<import('../words').Words>} */ ({}) },
  },

  data: {
    emoji: EMOJI,
    text: '',
    focus: false,
    /** @type {'' | 'emoji' | 'more'} */
    panel: '',
    /** Instead of the field stands the button that one holds to talk. */
    talk: false,
    held: false,
    /** px below the bar: the keyboard, or a phone's rounded end. */
    inset: 0,
    keyboard: 0,
    cursor: -1,
  },

  pageLifetimes: {
    // Not in `attached`: a page with a tab bar does not know its height there yet.
    show() {
      if (this.data.keyboard === 0) this.setData({ inset: safeInset() })
    },
  },

  methods: {
    // --- for the chat

    /** The message is on its way. */
    clear() {
      this.setData({ text: '', cursor: -1 }, () => this.resized())
    },
    /** Puts text where the cursor is. @param {string} piece */
    insert(piece) {
      this.setData({ talk: false })
      const { text, cursor } = this.data
      const at = cursor < 0 || cursor > text.length ? text.length : cursor
      this.setData({ text: text.slice(0, at) + piece + text.slice(at), cursor: at + piece.length }, () => this.resized())
    },
    /** The list was touched: keyboard and panel make room. */
    fold() {
      if (this.data.keyboard > 0) wx.hideKeyboard({ fail() {} })
      if (this.data.panel !== '') this.setPanel('')
    },

    // --- the field

    /** @param {WechatMiniprogram.TextareaInput} e */
    onInput(e) {
      const { value, cursor } = e.detail
      this.setData({ text: value, cursor })
      this.triggerEvent('typing', {})
    },
    onLine() {
      this.resized()
    },
    onFocus() {
      this.setData({ focus: true, panel: '' })
    },
    /** @param {WechatMiniprogram.CustomEvent<{ cursor?: number }>} e */
    onBlur(e) {
      const { cursor } = e.detail
      this.setData({ focus: false, cursor: cursor === undefined ? this.data.cursor : cursor })
      this.raise(0)
    },
    /** @param {WechatMiniprogram.TextareaKeyboardHeightChange} e */
    onKeyboard(e) {
      this.raise(e.detail.height)
    },
    onSend() {
      this.triggerEvent('send', { text: this.data.text })
    },

    // --- talking

    onMode() {
      const talk = !this.data.talk
      if (talk) wx.hideKeyboard({ fail() {} })
      this.setData({ talk, panel: '', focus: !talk, ...(talk ? { keyboard: 0, inset: safeInset() } : {}) }, () => this.resized())
    },
    /** @param {WechatMiniprogram.TouchEvent} e */
    onHold(e) {
      this.setData({ held: true })
      this.triggerEvent('hold', { y: heightOf(e) })
    },
    /** @param {WechatMiniprogram.TouchEvent} e */
    onSlide(e) {
      this.triggerEvent('slide', { y: heightOf(e) })
    },
    onRelease() {
      this.setData({ held: false })
      this.triggerEvent('release', {})
    },
    /** WeChat took the touch away: a call, a dialog. */
    onLost() {
      this.setData({ held: false })
      this.triggerEvent('lost', {})
    },

    // --- panels

    onEmoji() {
      if (this.data.panel === 'emoji') return this.setData({ panel: '', focus: true }, () => this.resized())
      this.setData({ talk: false })
      this.setPanel('emoji')
    },
    onMore() {
      if (this.data.panel === 'more') this.setData({ panel: '', focus: !this.data.talk }, () => this.resized())
      else this.setPanel('more')
    },
    /** @param {WechatMiniprogram.TouchEvent<{}, {}, { emoji: string }>} e */
    onPick(e) {
      this.insert(e.currentTarget.dataset.emoji)
    },
    onDelete() {
      const { text, cursor } = this.data
      const at = cursor < 0 || cursor > text.length ? text.length : cursor
      const before = Array.from(text.slice(0, at)).slice(0, -1).join('')
      this.setData({ text: before + text.slice(at), cursor: before.length }, () => this.resized())
    },
    /** @param {WechatMiniprogram.TouchEvent<{}, {}, { source: string }>} e */
    onPicture(e) {
      this.triggerEvent('picture', { source: e.currentTarget.dataset.source })
    },

    /** @param {'' | 'emoji' | 'more'} panel */
    setPanel(panel) {
      wx.hideKeyboard({ fail() {} })
      this.setData({ panel, focus: false, keyboard: 0, inset: safeInset() }, () => this.resized())
    },
    /** Lifts the bar above the keyboard, which covers the tab bar below the page first. @param {number} height px */
    raise(height) {
      if (height === this.data.keyboard) return
      this.setData({ keyboard: height, inset: height > 0 ? Math.max(0, height - bottomGap()) : safeInset() }, () => this.resized())
    },
    resized() {
      this.triggerEvent('resize', {})
    },
  },
})

/** Where the finger is in the page, px from its top. @param {WechatMiniprogram.TouchEvent} e */
function heightOf(e) {
  const touch = e.touches[0] || e.changedTouches[0]
  return touch ? touch.clientY : 0
}
