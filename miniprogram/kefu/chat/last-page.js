/** So many rows are kept: a screen or two. */
const KEPT = 20

/** The last rows that were shown, for a start without a network. */
class LastPage {
  /** @param {string} base the desk's address */
  constructor(base) {
    this.key = `kefu.page.${base}`
  }

  /** @returns {import('./rows').Row[]} */
  load() {
    try {
      const rows = wx.getStorageSync(this.key)
      return Array.isArray(rows) ? rows : []
    } catch {
      return []
    }
  }

  /** @param {readonly import('./rows').Row[]} rows */
  save(rows) {
    // What is on its way is in the outbox; what stands on this phone only may be gone. Nothing can be done with a kept row but read it.
    const kept = rows.filter(row => row.messageId !== '').slice(-KEPT).map(row => ({ ...row, messageId: '', editAgain: false, playing: false }))
    wx.setStorage({ key: this.key, data: kept, fail() {} })
  }
}

module.exports = { LastPage }
