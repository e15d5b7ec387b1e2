/** A piece of a text: plain, or a link that a person may follow. */
export interface Piece {
  text: string
  /** Absolute, http or https only. */
  href?: string
}

// Up to a space, quote, angle bracket, a sign that nobody sees, or anything that Chinese text puts right behind an address.
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff，。；：！？、（）【】《》“”‘’\u3000]+/gi
/** Signs that end a sentence, or an emphasis in it. */
const ENDING = '.,;:!?…*_~'
const OPENED: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/**
 * Cuts a text into plain pieces and links. Only http and https become links, whatever the text says; the pieces joined
 * are the text again.
 */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const shown = trim(match[0])
    const href = address(shown)
    if (href === null) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ text: shown, href })
    end = match.index + shown.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

/** Punctuation that ends the sentence is not the address's, nor is a bracket that was opened before it. */
function trim(found: string): string {
  /** How many brackets of a kind are closed that were not opened. */
  const over: Record<string, number> = { ')': 0, ']': 0, '}': 0 }
  for (const sign of found) {
    const closes = OPENED[sign]
    if (closes !== undefined) over[closes]!--
    else if (sign in over) over[sign]!++
  }
  let end = found.length
  for (; end > 0; end--) {
    const last = found[end - 1] as string
    if (ENDING.includes(last)) continue
    if (!(over[last]! > 0)) break
    over[last]!--
  }
  return found.slice(0, end)
}

function address(shown: string): string | null {
  try {
    const url = new URL(/^www\./i.test(shown) ? `https://${shown}` : shown)
    const web = url.protocol === 'https:' || url.protocol === 'http:'
    return web && (url.hostname.includes('.') || url.hostname === 'localhost') ? url.href : null
  } catch {
    return null
  }
}

/** The address if it may be followed or loaded from a card: https only. */
export function httpsOnly(address: string | null | undefined): string | undefined {
  try {
    const url = new URL(address ?? '')
    return url.protocol === 'https:' ? url.href : undefined
  } catch {
    return undefined
  }
}
