const signs: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' }

/** Is Mod the ⌘ key here? */
export const apple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

/** The keys of a binding as they stand on the keyboard: `Mod+k` is Ctrl and K, `g i` is G and I. */
export function keyNames(keys: string, onApple = apple): string[] {
  return keys.split(/[ +](?=.)/).map((key) => {
    if (key === 'Mod') return onApple ? '⌘' : 'Ctrl'
    return signs[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  })
}

/** The same in one piece, for a title. */
export function keyText(keys: string): string {
  return keyNames(keys).join(keys.includes('+') ? '+' : ' ')
}
