import { make } from './dom.mjs'

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** The phone's keyboard: over the page, the tab bar under it. */
export function createKeyboard(document, root, { keyboard: height }) {
  const board = make(document, 'div', 'ph-keys')
  for (const row of ROWS) {
    const line = make(document, 'p')
    line.append(...Array.from(row, key => make(document, 'span', '', key)))
    board.append(line)
  }
  const last = make(document, 'p')
  last.append(make(document, 'span', 'go2', '123'), make(document, 'span', 'wide', '空格'), make(document, 'span', 'go', '发送'))
  board.append(last)
  root.append(board)
  let tell = () => {}
  // A touch on a key takes no focus away.
  board.addEventListener('mousedown', event => event.preventDefault())
  return {
    height,
    raise(listener) {
      tell = listener
      board.classList.add('up')
      listener(height)
    },
    fall() {
      board.classList.remove('up')
      tell(0)
      tell = () => {}
    },
  }
}
