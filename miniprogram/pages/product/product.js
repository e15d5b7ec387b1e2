const kefu = require('../../kefu/index')
const { cardOf, productOf } = require('../../shop/products')

let ending = () => {}

Page({
  data: { product: /** @type {import('../../shop/products').Product | null} */ (null), unread: 0 },

  /** @param {{ id?: string }} query */
  onLoad(query) {
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
    wx.showToast({ title: '演示商店不收款', icon: 'none' })
  },
})
