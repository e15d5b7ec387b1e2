/** Short forms of property definitions. */
export const text = (value = '') => ({ type: String, value })
export const number = (value = 0) => ({ type: Number, value })
export const flag = (value = false) => ({ type: Boolean, value })
export const any = null

/** The DOM element behind a built-in component. */
export const native = component => component.getBackendElement()

export function setAttribute(element, name, value) {
  if (!element) return
  if (value === false || value == null || value === '') element.removeAttribute(name)
  else element.setAttribute(name, value === true ? '' : String(value))
}
