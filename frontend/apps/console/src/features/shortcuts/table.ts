/** Every command that has a key, or that the palette offers by name. */
export type CommandId =
  | 'palette' | 'help' | 'leave'
  | 'next' | 'previous' | 'search'
  | 'reply' | 'note' | 'canned' | 'claim' | 'transfer' | 'resolve' | 'pending' | 'priority' | 'tag' | 'customer' | 'newest'
  | 'page.inbox' | 'page.dashboard' | 'page.admin'

/** The groups of the help, in its order. */
export const groups = ['list', 'conversation', 'writing', 'pages', 'everywhere'] as const
export type Group = (typeof groups)[number]

export interface Binding {
  id: CommandId
  group: Group
  /** The key of the sentence that says what it does. */
  what: string
  /**
   * As KeyboardEvent.key has them, letters small; `Mod+` is Ctrl or ⌘; two keys with a space between them are pressed
   * one after the other. The first is what is shown beside the command.
   */
  keys: readonly string[]
  /** Works in a field as well. */
  inField?: boolean
}

/** The one table of keys: the keyboard obeys it, and the help and the palette show it. */
export const bindings: readonly Binding[] = [
  { id: 'next', group: 'list', what: 'shortcuts.next', keys: ['j', 'ArrowDown'] },
  { id: 'previous', group: 'list', what: 'shortcuts.previous', keys: ['k', 'ArrowUp'] },
  { id: 'search', group: 'list', what: 'shortcuts.search', keys: ['s'] },
  { id: 'claim', group: 'conversation', what: 'conversation.claim', keys: ['c'] },
  { id: 'transfer', group: 'conversation', what: 'conversation.transfer', keys: ['t'] },
  { id: 'resolve', group: 'conversation', what: 'shortcuts.resolve', keys: ['e'] },
  { id: 'pending', group: 'conversation', what: 'shortcuts.pending', keys: ['p'] },
  { id: 'priority', group: 'conversation', what: 'conversation.priority', keys: ['y'] },
  { id: 'tag', group: 'conversation', what: 'shortcuts.tag', keys: ['l'] },
  { id: 'customer', group: 'conversation', what: 'shortcuts.customer', keys: ['i'] },
  { id: 'newest', group: 'conversation', what: 'shortcuts.newest', keys: ['End'] },
  { id: 'reply', group: 'writing', what: 'shortcuts.reply', keys: ['r', 'Enter'] },
  { id: 'note', group: 'writing', what: 'shortcuts.note', keys: ['n'] },
  { id: 'canned', group: 'writing', what: 'shortcuts.canned', keys: ['/'] },
  { id: 'page.inbox', group: 'pages', what: 'list.title', keys: ['g i'] },
  { id: 'page.dashboard', group: 'pages', what: 'dashboard.title', keys: ['g d'] },
  { id: 'page.admin', group: 'pages', what: 'admin.title', keys: ['g s'] },
  { id: 'palette', group: 'everywhere', what: 'palette.title', keys: ['Mod+k'], inField: true },
  { id: 'help', group: 'everywhere', what: 'shortcuts.title', keys: ['?'] },
  { id: 'leave', group: 'everywhere', what: 'shortcuts.leave', keys: ['Escape'] },
]

/** Keys that the fields themselves obey: the help shows them, nothing here presses them. */
export const fieldKeys: readonly { group: Group; what: string; keys: readonly string[] }[] = [
  { group: 'writing', what: 'shortcuts.mention', keys: ['@'] },
  { group: 'writing', what: 'shortcuts.messages', keys: ['ArrowUp'] },
]

/** The binding of a command. */
export function bindingOf(id: CommandId): Binding {
  return bindings.find((binding) => binding.id === id) as Binding
}
