import { initials } from './pinyin'

/**
 * How well words that a person typed name a text: 0 for not at all, more is better. Every word must be found: at the
 * beginning, at the beginning of a word, anywhere, as the first letters of Chinese sounds, or with letters left out.
 */
export function match(query: string, text: string): number {
  const words = fold(query).split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return 1
  const plain = fold(text)
  let sum = 0
  for (const word of words) {
    const score = one(word, plain)
    if (score === 0) return 0
    sum += score
  }
  // Of two that match alike, the shorter is meant.
  return sum / words.length + 1 / (2 + plain.length)
}

/** The best that any of these texts match; what stands later counts a little less. */
export function matchAny(query: string, texts: readonly string[]): number {
  return texts.reduce((best, text, i) => Math.max(best, match(query, text) * (i === 0 ? 1 : 0.8)), 0)
}

function one(word: string, text: string): number {
  const at = text.indexOf(word)
  if (at === 0) return 100
  if (at > 0) return begins(text, at) ? 80 : 60
  if (/[a-z]/.test(word) && /\p{Script=Han}/u.test(text)) {
    const heard = initials(text)
    const sound = heard.indexOf(word)
    if (sound >= 0) return sound === 0 ? 70 : 50
  }
  return scattered(word, text)
}

/** All letters in their order, the first at the beginning of a word: "rsl" is resolve. */
function scattered(word: string, text: string): number {
  const letters = [...word]
  if (letters.length < 2) return 0
  for (let start = text.indexOf(letters[0] as string); start >= 0; start = text.indexOf(letters[0] as string, start + 1)) {
    if (!begins(text, start)) continue
    let at = start
    let gaps = 0
    for (const letter of letters.slice(1)) {
      const next = text.indexOf(letter, at + 1)
      if (next < 0) return 0
      gaps += next - at - 1
      at = next
    }
    if (gaps <= 3 * letters.length) return Math.max(1, 40 - gaps)
  }
  return 0
}

/** Does a word begin here? Every Chinese character is one. */
function begins(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] as string) || /\p{Script=Han}/u.test(text[at] as string)
}

/** Names are looked through again at every letter. */
const folded = new Map<string, string>()
const most = 50_000

function fold(text: string): string {
  const known = folded.get(text)
  if (known !== undefined) return known
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  if (folded.size >= most) folded.clear()
  folded.set(text, plain)
  return plain
}
