const KEY = 'kefu.emoji'
/** Two rows of the picker. */
const MOST = 16

/** What was picked last on this computer, newest first. */
export function recentEmojis(): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]') as unknown
    return Array.isArray(kept) ? kept.filter(char => typeof char === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}

export function rememberEmoji(char: string): void {
  const kept = [char, ...recentEmojis().filter(other => other !== char)].slice(0, MOST)
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Full or forbidden: the next opening shows none.
  }
}
