import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useKeys } from './keys'

let scope: EffectScope
const next = vi.fn()
const leave = vi.fn()
const reply = vi.fn()

beforeEach(() => {
  document.body.innerHTML = `
    <textarea></textarea> <div contenteditable="true"></div> <a href="#" id="row">row</a>
    <div role="dialog"><button id="close">x</button></div>`
  scope = effectScope()
  scope.run(() => useKeys({ j: next, Enter: reply }, { Escape: leave }))
})

afterEach(() => {
  scope.stop()
  vi.clearAllMocks()
})

function press(key: string, on: string | null = null, more: KeyboardEventInit = {}) {
  const target = on ? document.querySelector(on)! : document.body
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

test('a key of the page works anywhere but in fields and dialogs', () => {
  press('j')
  press('j', '#row')
  expect(next).toHaveBeenCalledTimes(2)
  press('j', 'textarea')
  press('j', '[contenteditable]')
  press('j', '#close')
  expect(next).toHaveBeenCalledTimes(2)
})

test('in a field only its own keys work', () => {
  press('Escape', 'textarea')
  expect(leave).toHaveBeenCalledOnce()
  press('Escape')
  expect(leave).toHaveBeenCalledOnce()
})

test('Enter on a link stays the link’s', () => {
  press('Enter', '#row')
  expect(reply).not.toHaveBeenCalled()
  press('Enter')
  expect(reply).toHaveBeenCalledOnce()
})

test.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])('%o is not ours', (more) => {
  press('j', null, more)
  expect(next).not.toHaveBeenCalled()
})

test('ends with its scope', () => {
  scope.stop()
  press('j')
  expect(next).not.toHaveBeenCalled()
})
