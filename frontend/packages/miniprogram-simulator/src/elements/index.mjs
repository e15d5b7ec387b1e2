import { field } from './field.mjs'
import { any, flag, native, number, setAttribute, text } from './properties.mjs'
import { scrollView } from './scroll-view.mjs'

const hover = { hoverClass: text('none'), hoverStopPropagation: flag(), hoverStartTime: number(50), hoverStayTime: number(400) }

const view = {
  properties: { ...hover, hidden: flag(), animation: any },
  observers: {
    hidden(hidden) {
      setAttribute(native(this), 'hidden', hidden)
    },
  },
}

const button = onAgree => ({
  properties: { ...hover, type: text('default'), size: text('default'), plain: flag(), disabled: flag(), loading: flag(), openType: text(), formType: text() },
  lifetimes: {
    attached() {
      setAttribute(native(this), 'role', 'button')
      this._show()
      this.addListener('tap', () => {
        if (this.data.openType !== 'agreePrivacyAuthorization') return
        onAgree(this.id)
        this.triggerEvent('agreeprivacyauthorization', {})
      })
    },
  },
  methods: {
    _show() {
      const { type, size, disabled } = this.data
      for (const [name, value] of Object.entries({ type, size, disabled })) setAttribute(native(this), name, value)
    },
  },
  observers: {
    'type, size, disabled'() {
      this._show()
    },
  },
})

const FITS = { aspectFit: 'contain', aspectFill: 'cover', center: 'none' }

const image = asset => ({
  properties: { src: text(), mode: text('scaleToFill'), lazyLoad: flag(), showMenuByLongpress: flag(), webp: flag() },
  lifetimes: {
    attached() {
      const picture = this._picture = native(this).ownerDocument.createElement('img')
      picture.alt = ''
      picture.draggable = false
      native(this).appendChild(picture)
      picture.addEventListener('load', () => this.triggerEvent('load', { width: picture.naturalWidth, height: picture.naturalHeight }))
      picture.addEventListener('error', () => this.triggerEvent('error', { errMsg: 'the picture could not be loaded' }))
      this._show()
    },
  },
  methods: {
    _show() {
      if (!this._picture) return
      const { src, mode } = this.data
      this._picture.style.objectFit = FITS[mode] ?? 'fill'
      if (src) this._picture.src = asset(src)
      else this._picture.removeAttribute('src')
    },
  },
  observers: {
    'src, mode'() {
      this._show()
    },
  },
})

const plain = { properties: {} }

/**
 * The platform's own elements, as glass-easel components that drive plain DOM: tag -> definition. `asset` makes a path
 * an address, `keyboard` is the phone's;
 * `onAgree` hears the id of a button by which the user agreed to the privacy guidelines.
 */
export function elements({ asset, keyboard, onAgree }) {
  return {
    view, button: button(onAgree), image: image(asset), 'scroll-view': scrollView, input: field('input', keyboard), textarea: field('textarea', keyboard),
    text: { properties: { userSelect: flag(), selectable: flag(), space: text(), decode: flag() } },
    form: plain, label: plain, 'rich-text': { properties: { nodes: any } }, 'cover-view': plain, swiper: plain, 'swiper-item': plain,
    navigator: { properties: { ...hover, url: text(), openType: text('navigate') } },
  }
}
