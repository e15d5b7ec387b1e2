/** What is being typed behind a sign that opens a picker: the sign's place in the text, and the letters since. */
export interface Trigger {
  sign: '/' | '@'
  start: number
  query: string
}

/** The most letters that still look for something, and not just follow a sign. */
const longest = 24

/**
 * Is a picker wanted at the caret? `/` opens one at the beginning of the text; `@` where a name may begin, which is not
 * behind a letter of an address, and a space ends the name.
 */
export function triggerAt(text: string, caret: number, signs: readonly Trigger['sign'][]): Trigger | null {
  const before = text.slice(0, caret)
  if (signs.includes('/')) {
    const slash = /^\s*\/([^\n/]*)$/.exec(before)
    if (slash && (slash[1] as string).length <= longest) return { sign: '/', start: before.indexOf('/'), query: slash[1] as string }
  }
  if (signs.includes('@')) {
    const at = before.lastIndexOf('@')
    const query = before.slice(at + 1)
    if (at >= 0 && query.length <= longest && !/[\n@]|^\s|\s$/.test(query) && !/[\w.+-]$/.test(before.slice(0, at))) return { sign: '@', start: at, query }
  }
  return null
}

/** The text with what was typed for a picker replaced, and where the caret goes. */
export function replaced(text: string, trigger: Trigger, by: string): { text: string; caret: number } {
  const end = trigger.start + 1 + trigger.query.length
  return { text: text.slice(0, trigger.start) + by + text.slice(end), caret: trigger.start + by.length }
}
