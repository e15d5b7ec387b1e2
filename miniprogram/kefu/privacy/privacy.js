/**
 * Asks for what WeChat requires before pictures, the camera or the clipboard are used: that the user has read the
 * privacy guidelines. WeChat says when it is needed, and holds the call until it is answered.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/user-privacy/PrivacyAuthorize.html
 */
Component({
  properties: {
    words: { type: Object, value: /** @type {Partial<import('../words').Words>} */ ({}) },
  },

  data: {
    asking: false,
    name: '',
    /** The calls that wait. @type {((answer: object) => void)[]} */
    waiting: /** @type {((answer: object) => void)[]} */ ([]),
  },

  lifetimes: {
    attached() {
      this.listen()
      if (!wx.getPrivacySetting) return
      wx.getPrivacySetting({ success: ({ privacyContractName }) => this.setData({ name: privacyContractName || '' }) })
    },
    detached() {
      this.answer({ event: 'disagree' })
    },
  },

  pageLifetimes: {
    // Whoever listened last is asked: another page may have its own popup.
    show() {
      this.listen()
    },
  },

  methods: {
    listen() {
      if (!wx.onNeedPrivacyAuthorization) return // WeChat of before 2023-08 asks nothing
      wx.onNeedPrivacyAuthorization((/** @type {any} */ resolve) => {
        this.data.waiting.push(resolve)
        this.setData({ asking: true })
        resolve({ event: 'exposureAuthorization' }) // WeChat wants to know that the popup is seen
      })
    },
    /** Keeps what is below from scrolling. */
    onNothing() {},
    onRead() {
      wx.openPrivacyContract({ fail() {} })
    },
    onAgree() {
      this.answer({ event: 'agree', buttonId: 'kefu-agree' })
    },
    onDisagree() {
      this.answer({ event: 'disagree' })
    },
    /** @param {object} answer */
    answer(answer) {
      for (const resolve of this.data.waiting.splice(0)) resolve(answer)
      if (this.data.asking) this.setData({ asking: false })
    },
  },
})
