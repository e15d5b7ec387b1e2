/** While a page without a tab bar is in front wx refuses to paint; so often it is asked again, ms. */
const AGAIN = 1000

/** The red number on the chat's tab. */
class Badge {
  /** @param {number} index */
  constructor(index) {
    this.index = index
    this.wanted = 0
    this.painted = 0
    this.timer = 0
    // The moment at which a page with the tab bar is back in front; not every phone's WeChat tells it.
    if (wx.onAppRouteDone) wx.onAppRouteDone(() => this.paint())
  }

  /** @param {number} n */
  show(n) {
    this.wanted = n
    this.paint()
  }

  paint() {
    clearTimeout(this.timer)
    if (this.wanted === this.painted) return
    const { index, wanted } = this
    const success = () => {
      this.painted = wanted
      if (this.wanted !== wanted) this.paint()
    }
    const fail = () => {
      this.timer = setTimeout(() => this.paint(), AGAIN)
    }
    if (wanted === 0) wx.removeTabBarBadge({ index, success, fail })
    else wx.setTabBarBadge({ index, text: wanted > 99 ? '99+' : String(wanted), success, fail })
  }
}

module.exports = { Badge }
