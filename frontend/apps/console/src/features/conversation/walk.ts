/*
 * Going through the messages by keys: from the empty field up to the newest, up and down from one to the next, Enter for
 * what can be done with it, Escape back to the field.
 */

const buttons = '.chat-more'

/** Moves the focus to what the newest message offers. */
export function toNewestMessage(within: HTMLElement | null): void {
  const all = within?.querySelectorAll<HTMLElement>(buttons)
  all?.[all.length - 1]?.focus()
}

/** Takes a key that was pressed in the list of messages; `leave` is called beyond the newest, and by Escape. */
export function moveAmongMessages(event: KeyboardEvent, leave: () => void): void {
  const from = event.target instanceof Element ? event.target.closest(buttons) : null
  if (from === null) return
  if (event.key === 'Escape') {
    event.preventDefault()
    return leave()
  }
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
  event.preventDefault()
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(buttons)]
  const to = all.indexOf(from as HTMLElement) + (event.key === 'ArrowUp' ? -1 : 1)
  if (to >= all.length) leave()
  else all[to]?.focus()
}
