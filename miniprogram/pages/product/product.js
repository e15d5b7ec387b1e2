const kefu = require('../../kefu/index')
const { cardOf, productOf } = require('../../shop/products')
const { nameBars, words } = require('../../shop/words')

let ending = () => {}

Page({
  data: { words: words(), product: /** @type {import('../../shop/products').Product | null} */ (null), unread: 0 },

  /** @param {{ id?: string }} query */
  onLoad(query) {
    nameBars(words().product)
    this.setData({ product: productOf(query.id || '') || null })
    ending = kefu.onUnread(unread => this.setData({ unread }))
  },
  onUnload() {
    ending()
  },

  /** To the chat, with the product along. */
  onAsk() {
    if (this.data.product !== null) kefu.offer(cardOf(this.data.product))
    wx.switchTab({ url: '/pages/chat/chat' })
  },
  onBuy() {
    wx.showToast({ title: words().noBuying, icon: 'none' })
  },
})
