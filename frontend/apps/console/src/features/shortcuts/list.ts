/** The keys as the help shows them: what is pressed, and the key of the sentence that says what it does. */
export const shortcuts: readonly { keys: readonly string[]; what: string }[] = [
  { keys: ['J', '↓'], what: 'shortcuts.next' },
  { keys: ['K', '↑'], what: 'shortcuts.previous' },
  { keys: ['R', 'Enter'], what: 'shortcuts.reply' },
  { keys: ['N'], what: 'shortcuts.note' },
  { keys: ['C'], what: 'conversation.claim' },
  { keys: ['E'], what: 'shortcuts.resolve' },
  { keys: ['Enter'], what: 'shortcuts.send' },
  { keys: ['Shift + Enter'], what: 'shortcuts.newline' },
  { keys: ['Esc'], what: 'shortcuts.leave' },
  { keys: ['?'], what: 'shortcuts.title' },
]
