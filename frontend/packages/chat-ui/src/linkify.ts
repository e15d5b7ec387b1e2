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
/** Each kind's opening one before its closing one. */
const BRACKETS = '()[]{}'

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
  /** How many more of each kind are closed than were opened. */
  const over = [0, 0, 0]
  for (const sign of found) {
    const at = BRACKETS.indexOf(sign)
    if (at >= 0) over[at >> 1]! += at % 2 || -1
  }
  let end = found.length
  for (; end > 0; end--) {
    const last = found[end - 1] as string
    const at = BRACKETS.indexOf(last)
    if (!ENDING.includes(last) && (at % 2 !== 1 || over[at >> 1]!-- <= 0)) break
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
