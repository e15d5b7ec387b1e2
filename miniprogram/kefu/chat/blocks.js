/** @typedef {import('./rows').Row} Row */

/** A block begins with so many rows at most. */
const BLOCK = 60

/**
 * The rows on the screen, in blocks: the newest block is the first, so that an older page is one more block at the end
 * and nothing else crosses to the page. What setData takes at once is limited (1 MB), a conversation's length is not.
 * `order` has the blocks' places as they are read, the oldest first: the page's elements stand in that order, which is
 * the one that a screen reader takes.
 */
class Blocks {
  constructor() {
    /** @type {Row[][]} */
    this.blocks = []
  }

  /** All rows, in the order in which they are read. @returns {Row[]} */
  get rows() {
    return /** @type {Row[]} */ ([]).concat(...this.blocks.slice().reverse())
  }

  /**
   * Takes the rows as they are now.
   * @param {Row[]} after
   * @returns {Record<string, Row | Row[] | Row[][] | number[]>} what setData needs for it
   */
  take(after) {
    const before = this.rows
    const newest = this.blocks[0]
    const first = before[0]
    const above = first === undefined ? -1 : after.findIndex(row => row.key === first.key)
    if (newest === undefined || above < 0 || (above > 0 && after.length <= BLOCK)) return this.reset(after)
    const kept = before.length - newest.length // above the newest block nothing may have come or gone
    if (!before.slice(0, kept).every((row, i) => isRow(after[above + i], row.key))) return this.reset(after)
    return { ...this.change(after.slice(above, above + kept)), ...this.changeNewest(after.slice(above + kept)), ...this.prepend(after.slice(0, above)) }
  }

  /** @param {Row[]} rows */
  reset(rows) {
    this.blocks = []
    for (let end = rows.length; end > 0; end -= BLOCK) this.blocks.push(rows.slice(Math.max(0, end - BLOCK), end))
    return { blocks: this.blocks.slice(), order: this.order }
  }

  /** The blocks' places, the oldest first. */
  get order() {
    return this.blocks.map((_, i) => i).reverse()
  }

  /**
   * Rows of the older blocks, all there, some perhaps changed.
   * @param {Row[]} rows
   */
  change(rows) {
    /** @type {Record<string, Row>} */
    const changes = {}
    let at = 0
    for (let b = this.blocks.length - 1; b > 0; b--) {
      const block = /** @type {Row[]} */ (this.blocks[b])
      block.forEach((row, i) => {
        const now = /** @type {Row} */ (rows[at++])
        if (isSame(row, now)) return
        block[i] = now
        changes[`blocks[${b}][${i}]`] = now
      })
    }
    return changes
  }

  /**
   * The newest block: single rows while they keep their order, otherwise the whole.
   * @param {Row[]} rows
   */
  changeNewest(rows) {
    const block = /** @type {Row[]} */ (this.blocks[0])
    this.blocks[0] = rows
    if (rows.length < block.length || !block.every((row, i) => isRow(rows[i], row.key))) return { 'blocks[0]': rows }
    /** @type {Record<string, Row>} */
    const changes = {}
    rows.forEach((row, i) => {
      const was = block[i]
      if (was === undefined || !isSame(was, row)) changes[`blocks[0][${i}]`] = row
    })
    return changes
  }

  /** @param {Row[]} rows @returns {Record<string, Row[] | number[]>} */
  prepend(rows) {
    if (rows.length === 0) return {}
    this.blocks.push(rows)
    return { [`blocks[${this.blocks.length - 1}]`]: rows, order: this.order }
  }
}

/** @param {Row | undefined} row @param {string} key */
function isRow(row, key) {
  return row !== undefined && row.key === key
}

/** @param {Row} a @param {Row} b */
function isSame(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

module.exports = { Blocks }
