// The chat, as a component that fills its page. It is thin: what it does is in the controller.
const { words } = require('../words')
const { followTheme } = require('../theme')
const { safeInset } = require('../composer/room')
const { Controller } = require('./controller')

/** @type {WeakMap<object, Controller>} */
const controllers = new WeakMap()

/** What ends with the component. @type {WeakMap<object, () => void>} */
const endings = new WeakMap()

/** @param {object} component @returns {Controller} */
function of(component) {
  return /** @type {Controller} */ (controllers.get(component))
}

/**
 * The composer's own methods.
 * @param {{ selectComponent(selector: string): any }} component
 * @returns {{ clear(): void, insert(text: string): void, fold(): void }}
 */
function composerOf(component) {
  return component.selectComponent('#composer')
}

Component({
  properties: {
    /** The navigation bar's title, while nobody types. */
    title: { type: String, value: '' },
    /** The customer's own picture: an https address or a path within the package. */
    avatar: { type: String, value: '' },
    /** The picture of those who answer. */
    deskAvatar: { type: String, value: '' },
    /** False where the mini-program has a privacy popup of its own. */
    privacy: { type: Boolean, value: true },
  },

  data: {
    words: words(),
    dark: false,
    blocks: /** @type {import('./rows').Row[][]} */ ([]),
    /** The blocks' places as they are read. */
    order: /** @type {number[]} */ ([]),
    hasOlder: false,
    loadingOlder: false,
    /** Nothing is shown before the list stands at its end. */
    shown: false,
    notice: { text: '', kind: '' },
    offer: /** @type {{ title: string, price: string, src: string } | null} */ (null),
    /** Messages that came in while the list was scrolled up. */
    below: 0,
    /** What is said while one holds to talk. */
    talking: /** @type {import('../voice/talk').Talking | null} */ (null),
    /** px that a phone's rounded lower end takes of this page. */
    inset: 0,
    /** What a screen reader is to say: the message that came last. */
    spoken: '',
    menu: /** @type {import('./menu').Menu | null} */ (null),
    empty: false,
  },

  lifetimes: {
    attached() {
      const host = {
        data: () => this.data,
        set: (/** @type {Record<string, unknown>} */ data, /** @type {(() => void) | undefined} */ done) => this.setData(/** @type {any} */ (data), done),
        query: () => this.createSelectorQuery(),
        emit: (/** @type {string} */ name, /** @type {object} */ detail) => this.triggerEvent(name, detail),
      }
      controllers.set(this, new Controller(host))
      endings.set(this, followTheme((dark) => {
        if (dark !== this.data.dark) this.setData({ dark })
      }))
    },
    ready() {
      of(this).begin()
    },
    detached() {
      of(this).end()
      const end = endings.get(this)
      if (end) end()
    },
  },

  pageLifetimes: {
    show() {
      const inset = safeInset()
      if (inset !== this.data.inset) this.setData({ inset })
      of(this).show()
    },
    hide() {
      of(this).hide()
    },
    resize() {
      of(this).list.resized()
    },
  },

  methods: {
    /** @param {WechatMiniprogram.ScrollViewScroll} e */
    onScroll(e) {
      of(this).scrolled(e.detail)
    },
    onTouchStart() {
      of(this).list.touched()
      composerOf(this).fold()
    },
    onResize() {
      of(this).list.resized()
    },
    onBelow() {
      of(this).toEnd()
    },
    onNotice() {
      of(this).noticeTapped()
    },
    /** @param {WechatMiniprogram.CustomEvent<{ text: string }>} e */
    onSend(e) {
      if (of(this).sendText(e.detail.text)) composerOf(this).clear()
    },
    onTyping() {
      of(this).typing()
    },
    /** @param {WechatMiniprogram.CustomEvent<{ source: 'album' | 'camera' }>} e */
    onPicture(e) {
      of(this).sendPictures(e.detail.source)
    },
    /** @param {WechatMiniprogram.CustomEvent<{ y: number }>} e */
    onHold(e) {
      of(this).hold(e.detail.y)
    },
    /** @param {WechatMiniprogram.CustomEvent<{ y: number }>} e */
    onSlide(e) {
      of(this).talk.move(e.detail.y)
    },
    onRelease() {
      of(this).talk.up()
    },
    onLost() {
      of(this).talk.drop()
    },
    onOffer() {
      of(this).sendOffer()
    },
    onOfferClose() {
      of(this).dropOffer()
    },
    /** @param {WechatMiniprogram.CustomEvent<{ key: string }>} e */
    onOpen(e) {
      of(this).acts.open(e.detail.key)
    },
    /** @param {WechatMiniprogram.CustomEvent<{ key: string }>} e */
    onRetry(e) {
      of(this).acts.retry(e.detail.key)
    },
    /** @param {WechatMiniprogram.CustomEvent<{ key: string }>} e */
    onEdit(e) {
      composerOf(this).insert(of(this).acts.editAgain(e.detail.key))
    },
    /** @param {WechatMiniprogram.CustomEvent<{ key: string, rect: WechatMiniprogram.BoundingClientRectCallbackResult }>} e */
    onMenu(e) {
      of(this).acts.menu(e.detail.key, e.detail.rect)
    },
    onMenuClose() {
      this.setData({ menu: null })
    },
    /** @param {WechatMiniprogram.TouchEvent<{}, {}, { act: 'copy' | 'recall' }>} e */
    onMenuItem(e) {
      const { menu } = this.data
      this.setData({ menu: null })
      if (menu === null) return
      if (e.currentTarget.dataset.act === 'copy') of(this).acts.copy(menu.key)
      else of(this).acts.recall(menu.key)
    },
  },
})
