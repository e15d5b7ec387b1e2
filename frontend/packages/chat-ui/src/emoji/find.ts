import { emojis } from './list'
import type { Emoji } from './list'

/**
 * Those that a few words mean, best first: a name that is just that, then one that begins so, then any word that has it.
 * Each word of the query must be found, in whichever language.
 */
export function findEmojis(query: string): Emoji[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(word => word !== '')
  if (wanted.length === 0) return []
  const found = emojis.flatMap(({ emojis: all }) => all).map(emoji => ({ emoji, rank: rank(emoji, wanted) }))
  return found.filter(({ rank }) => rank < NOT).sort((a, b) => a.rank - b.rank).map(({ emoji }) => emoji)
}

const NOT = 4

function rank(emoji: Emoji, wanted: readonly string[]): number {
  return Math.max(...wanted.map(word => rankOf(emoji, word)))
}

function rankOf({ char, en, zh }: Emoji, word: string): number {
  const words = [...en, ...zh].map(w => w.toLowerCase())
  if (word === char || word === words[0] || word === zh[0]) return 0
  if (words.includes(word)) return 1
  if (words.some(w => w.startsWith(word))) return 2
  return words.some(w => w.includes(word)) ? 3 : NOT
}
