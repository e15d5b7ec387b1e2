import { make } from './dom.mjs'

/** The tap that opened an overlay still has its click to come, ms. */
const SETTLE = 350

/** Toasts, action sheets, modals, pictures on the whole screen. */
export function overlays(document, root, asset) {
  let toast = null
  const mask = (className) => {
    const element = make(document, 'div', `ph-mask ${className}`)
    element.style.pointerEvents = 'none'
    setTimeout(() => { element.style.pointerEvents = '' }, SETTLE)
    root.append(element)
    return element
  }
  const hide = () => toast?.remove()
  const say = (title) => {
    hide()
    if (!title) return
    toast = make(document, 'div', 'ph-toast', title)
    root.append(toast)
  }
  const item = (text, className, tap) => {
    const element = make(document, 'a', className, text)
    element.setAttribute('role', 'button')
    element.onclick = tap
    return element
  }

  return {
    showToast({ title, duration = 1500 }) {
      say(title)
      const shown = toast
      setTimeout(() => shown?.remove(), duration)
    },
    showLoading: ({ title }) => say(title),
    hideToast: hide,
    hideLoading: hide,
    showActionSheet: ({ itemList }) => new Promise((resolve, reject) => {
      const over = mask('')
      const sheet = make(document, 'div', 'ph-sheet')
      const close = settle => () => {
        over.remove()
        settle()
      }
      itemList.forEach((text, tapIndex) => sheet.append(item(text, '', close(() => resolve({ tapIndex })))))
      sheet.append(item('取消', 'cancel', close(() => reject(new Error('cancel')))))
      over.append(sheet)
    }),
    showModal: ({ title, content, showCancel = true, confirmText = '确定', cancelText = '取消' }) => new Promise((resolve) => {
      const over = mask('')
      const box = make(document, 'div', 'ph-modal')
      const buttons = make(document, 'p')
      const close = confirm => () => {
        over.remove()
        resolve({ confirm, cancel: !confirm })
      }
      if (showCancel) buttons.append(item(cancelText, '', close(false)))
      buttons.append(item(confirmText, 'yes', close(true)))
      box.append(make(document, 'b', '', title), make(document, 'span', '', content), buttons)
      over.append(box)
    }),
    previewImage({ current, urls }) {
      const over = mask('ph-view')
      const picture = make(document, 'img')
      picture.src = asset(current ?? urls[0])
      over.append(picture)
      over.onclick = () => over.remove()
    },
  }
}
