/**
 * The dark menu at a bubble that is pressed long.
 * @typedef {object} Menu
 * @property {string} key the message's
 * @property {number} left px in the page
 * @property {number} top
 * @property {number} arrow px from the menu's left
 * @property {boolean} under below the bubble, because there is no room above
 * @property {{ act: 'copy' | 'recall', text: string }[]} items
 */

/** px: an item's width, the menu's height with its arrow, the distance from the screen's edges. */
const ITEM = 60
const HEIGHT = 70
const EDGE = 8

/** A message can be recalled for two minutes; a second less, for the way. */
const RECALL = 119_000

/**
 * @param {import('./rows').Row} row
 * @param {{ left: number, top: number, width: number, bottom: number }} bubble
 * @param {number} screen the page's width, px
 * @param {number} now milliseconds, on the desk's clock
 * @param {import('../words').Words} words
 * @returns {Menu | null} null when there is nothing to choose
 */
function menuAt(row, bubble, screen, now, words) {
  /** @type {Menu['items']} */
  const items = []
  if (row.body.kind === 'text') items.push({ act: 'copy', text: words.copy })
  if (row.own && row.messageId !== '' && now - row.at < RECALL) items.push({ act: 'recall', text: words.recall })
  if (items.length === 0) return null
  const width = items.length * ITEM
  const middle = bubble.left + bubble.width / 2
  const left = Math.min(Math.max(EDGE, middle - width / 2), screen - width - EDGE)
  const under = bubble.top < HEIGHT
  return { key: row.key, items, left, under, arrow: middle - left, top: under ? bubble.bottom : bubble.top - HEIGHT }
}

module.exports = { menuAt }
