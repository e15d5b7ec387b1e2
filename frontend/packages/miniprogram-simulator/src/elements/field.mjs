import { flag, native, number, text } from './properties.mjs'

/** `input` and `textarea`. `keyboard` is the phone's: it rises with the focus. */
export const field = (tag, keyboard) => ({
  properties: {
    value: text(), placeholder: text(), type: text('text'), password: flag(), disabled: flag(), maxlength: number(140), focus: flag(), autoHeight: flag(),
    confirmType: text(tag === 'input' ? 'done' : 'return'), confirmHold: flag(), holdKeyboard: flag(), adjustPosition: flag(true), showConfirmBar: flag(true),
    disableDefaultPadding: flag(), cursorSpacing: number(), cursor: number(-1), fixed: flag(), placeholderStyle: text(), placeholderClass: text(),
  },
  lifetimes: {
    attached() {
      const host = native(this)
      const element = host.ownerDocument.createElement(tag)
      if (tag === 'textarea') element.rows = 1
      host.appendChild(element)
      // A name is the field's, not its box's.
      for (const { name, value } of [...host.attributes].filter(({ name }) => name.startsWith('aria-'))) {
        element.setAttribute(name, value)
        host.removeAttribute(name)
      }
      this._element = element
      this._sync = () => this._show()
      listen(this, element, keyboard)
      this._show()
      if (this.data.focus) element.focus()
    },
  },
  methods: {
    _show() {
      const { value, placeholder, disabled, maxlength } = this.data
      const element = this._element
      if (element.value !== value) element.value = value
      element.placeholder = placeholder
      element.disabled = disabled
      if (maxlength >= 0) element.maxLength = maxlength
      grow(this, element)
    },
  },
  observers: {
    'value, placeholder, disabled, maxlength'() {
      this._sync?.()
    },
    focus(focused) {
      if (!this._element) return
      if (focused) this._element.focus()
      else this._element.blur()
    },
  },
})

function listen(component, element, keyboard) {
  element.addEventListener('input', (event) => {
    event.stopPropagation()
    component.setData({ value: element.value })
    component.triggerEvent('input', { value: element.value, cursor: element.selectionStart, keyCode: 0 })
    grow(component, element)
  })
  element.addEventListener('focus', () => {
    component.triggerEvent('focus', { value: element.value, height: keyboard.height })
    keyboard.raise(height => component.triggerEvent('keyboardheightchange', { height, duration: 0.25 }))
  })
  element.addEventListener('blur', () => {
    component.triggerEvent('blur', { value: element.value, cursor: element.selectionStart })
    keyboard.fall()
  })
  element.addEventListener('change', event => event.stopPropagation())
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || component.data.confirmType === 'return') return
    event.preventDefault()
    component.triggerEvent('confirm', { value: element.value })
    if (!component.data.confirmHold) element.blur()
  })
}

/** auto-height: the field is as high as its text, within the style's min-height and max-height. */
function grow(component, element) {
  if (!component.data.autoHeight) return
  const host = native(component)
  const before = host.style.height
  host.style.height = '0'
  host.style.height = `${element.scrollHeight}px`
  if (host.style.height !== before) component.triggerEvent('linechange', { height: element.scrollHeight, heightRpx: 0, lineCount: 1 })
}
