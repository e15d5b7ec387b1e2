const { Blocks } = require('./blocks')

/**
 * @typedef {import('./rows').Row} Row
 * @typedef {{ set(data: Record<string, unknown>, done?: () => void): void, query(): WechatMiniprogram.SelectorQuery }} Page
 */

/** So near to its end the list counts as being there, px. */
const NEAR = 60

/**
 * The list on the screen: brings rows there, stays at the end when it was there, and where it was when older messages
 * come above.
 */
class List {
  /** @param {Page} page */
  constructor(page) {
    this.page = page
    /** @type {Row[]} */
    this.rows = []
    this.blocks = new Blocks()
    this.atEnd = true
    /** On its way to the end by itself: what it passes does not count. */
    this.heading = false
    this.height = 0
    this.top = 0
    /** Where the list begins on the page, px; -1 before it is known. */
    this.startsAt = -1
    /** @type {WechatMiniprogram.ScrollViewContext | null} */
    this.scroller = null
  }

  /** Finds the scroll-view. To be called once it is there. */
  begin() {
    this.page.query().select('#list').node((found) => {
      this.scroller = found ? /** @type {WechatMiniprogram.ScrollViewContext} */ (found.node) : null
      this.toEnd(false)
    }).exec()
    this.resized()
  }

  /** The room for the list changed: a keyboard, a panel, a line above it, a turned phone. Who reads keeps the place. */
  resized() {
    this.page.query().select('#list').boundingClientRect((rect) => {
      if (!rect) return
      const moved = this.startsAt < 0 ? 0 : rect.top - this.startsAt
      this.height = rect.height
      this.startsAt = rect.top
      if (this.atEnd) this.toEnd(false)
      else if (moved !== 0 && this.scroller !== null) this.scroller.scrollTo({ top: this.top + moved, animated: false })
    }).exec()
  }

  /** @param {{ scrollTop: number, scrollHeight: number }} where */
  scrolled({ scrollTop, scrollHeight }) {
    this.top = scrollTop
    const near = scrollHeight - scrollTop - this.height < NEAR
    if (near) this.heading = false
    this.atEnd = near || this.heading
  }

  /** A finger on the list decides where it goes. */
  touched() {
    this.heading = false
  }

  /** @param {boolean} animated */
  toEnd(animated) {
    this.atEnd = true
    this.heading = animated
    if (this.scroller !== null) this.scroller.scrollTo({ top: 1e7, animated })
  }

  /**
   * Shows these rows, with whatever else belongs to the same moment.
   * @param {Row[]} rows
   * @param {Record<string, unknown>} rest
   * @param {() => void} done
   */
  show(rows, rest, done) {
    const before = this.rows
    this.rows = rows
    const first = before[0]
    const above = first !== undefined && rows[0] !== undefined && rows[0].key !== first.key && rows.some(row => row.key === first.key)
    const data = { ...rest, ...this.blocks.take(rows) }
    if (Object.keys(data).length === 0) return done()
    if (above && !this.atEnd) return this.keepPlace(first.id, data, done)
    const stays = this.atEnd // what grows below is no scrolling away
    this.page.set(data, () => {
      if (stays) this.toEnd(false)
      done()
    })
  }

  /**
   * WeChat's own anchoring (scroll-anchoring on iOS, overflow-anchor elsewhere) does not work at the very top, where a
   * person who pulls down is: what it leaves is made up for here.
   * @param {string} id an element that must not move
   * @param {Record<string, unknown>} data
   * @param {() => void} done
   */
  keepPlace(id, data, done) {
    this.place(id, (before) => {
      this.page.set(data, () => this.place(id, (after) => {
        const moved = after.bottom - before.bottom
        if (Math.abs(moved) > 1 && this.scroller !== null) this.scroller.scrollTo({ top: after.scrollTop + moved, animated: false })
        done()
      }))
    })
  }

  /**
   * @param {string} id
   * @param {(place: { bottom: number, scrollTop: number }) => void} use
   */
  place(id, use) {
    // Its lower end: the time above it may go, when older messages come.
    const query = this.page.query()
    query.select(`#${id}`).boundingClientRect()
    query.select('#list').scrollOffset()
    query.exec(([rect, offset]) => use({ bottom: rect ? rect.bottom : 0, scrollTop: offset ? offset.scrollTop : this.top }))
  }
}

module.exports = { List }
