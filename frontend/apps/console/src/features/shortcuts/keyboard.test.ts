import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useCommands } from './commands'
import { setSingleKeys, useKeyboard } from './keyboard'
import { keyNames } from './names'
import { bindings, fieldKeys } from './table'
import { en } from '../../i18n/messages'

let scope: EffectScope
const run = { next: vi.fn(), reply: vi.fn(), 'page.inbox': vi.fn(), claim: vi.fn(), palette: vi.fn(), help: vi.fn(), leave: vi.fn() }
let mayClaim = true

beforeEach(() => {
  mayClaim = true
  setActivePinia(createPinia())
  document.body.innerHTML = `
    <textarea></textarea> <div contenteditable="true"></div> <a href="#" id="row">row</a> <div role="log" id="log"></div>
    <div role="dialog"><button id="close">x</button></div> <div role="alertdialog"><button id="no">x</button></div>`
  scope = effectScope()
  scope.run(() => {
    useKeyboard()
    useCommands({ ...run, claim: { run: run.claim, when: () => mayClaim } })
  })
})

afterEach(() => {
  scope.stop()
  setSingleKeys(true)
  vi.clearAllMocks()
})

function press(key: string, on: string | null = null, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  ;(on ? document.querySelector(on)! : document.body).dispatchEvent(event)
  return event
}

test('a key works anywhere but in fields and dialogs', () => {
  press('j')
  press('J', '#row')
  press('ArrowDown')
  expect(run.next).toHaveBeenCalledTimes(3)
  for (const field of ['textarea', '[contenteditable]', '#close', '#no']) press('j', field)
  press('ArrowDown', '#log')
  expect(run.next).toHaveBeenCalledTimes(3)
  press('Escape', '#no')
  expect(run.leave).not.toHaveBeenCalled()
})

test('a command that is not possible leaves its key to the browser', () => {
  mayClaim = false
  expect(press('c').defaultPrevented).toBe(false)
  mayClaim = true
  expect(press('c').defaultPrevented).toBe(true)
  expect(run.claim).toHaveBeenCalledOnce()
})

test('two keys, one after the other', () => {
  press('g')
  press('i')
  expect(run['page.inbox']).toHaveBeenCalledOnce()
  press('i')
  press('g')
  press('j')
  expect([run['page.inbox'].mock.calls.length, run.next.mock.calls.length]).toEqual([1, 1])
})

test('the palette opens from a field and from a dialog, by Ctrl or by ⌘', () => {
  press('k', 'textarea', { ctrlKey: true })
  press('k', '#close', { metaKey: true })
  expect(run.palette).toHaveBeenCalledTimes(2)
})

test('Escape leaves the field first', () => {
  const field = document.querySelector('textarea')!
  field.focus()
  press('Escape', 'textarea')
  expect(document.activeElement).not.toBe(field)
  expect(run.leave).not.toHaveBeenCalled()
  press('Escape')
  expect(run.leave).toHaveBeenCalledOnce()
})

test('Enter on a link stays the link’s', () => {
  press('Enter', '#row')
  expect(run.reply).not.toHaveBeenCalled()
  press('Enter')
  expect(run.reply).toHaveBeenCalledOnce()
})

test.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { shiftKey: true }, { isComposing: true }, { keyCode: 229 }])('%o is not ours', (more) => {
  press('j', null, more)
  expect(run.next).not.toHaveBeenCalled()
})

test('the signs of a Chinese keyboard are the same keys', () => {
  press('？', null, { shiftKey: true })
  expect(run.help).toHaveBeenCalledOnce()
})

test('single keys can be turned off, and the others stay', () => {
  setSingleKeys(false)
  press('j')
  press('k', null, { ctrlKey: true })
  press('Escape')
  expect([run.next.mock.calls.length, run.palette.mock.calls.length, run.leave.mock.calls.length]).toEqual([0, 1, 1])
})

test('commands end with their scope', () => {
  scope.stop()
  press('j')
  expect(run.next).not.toHaveBeenCalled()
})

test('no two commands have the same key, and every one says what it does', () => {
  const keys = bindings.flatMap((binding) => binding.keys)
  expect(keys).toEqual([...new Set(keys)])
  for (const { what } of [...bindings, ...fieldKeys]) {
    const text = what.split('.').reduce<unknown>((tree, part) => (tree as Record<string, unknown> | undefined)?.[part], en)
    expect([what, typeof text]).toEqual([what, 'string'])
  }
})

test('keys as they stand on the keyboard', () => {
  expect(keyNames('Mod+k', false)).toEqual(['Ctrl', 'K'])
  expect(keyNames('Mod+k', true)).toEqual(['⌘', 'K'])
  expect(keyNames('g i', false)).toEqual(['G', 'I'])
  expect([keyNames('/', false), keyNames('ArrowUp', false), keyNames('Shift+Enter', false)]).toEqual([['/'], ['↑'], ['Shift', 'Enter']])
})
