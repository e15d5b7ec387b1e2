const kefu = require('../../kefu/index')
const { nameBars, words } = require('../../shop/words')

let ending = () => {}

Page({
  data: { words: words(), unread: 0 },

  onLoad() {
    ending = kefu.onUnread(unread => this.setData({ unread }))
  },
  onShow() {
    nameBars(words().me, true)
  },
  onUnload() {
    ending()
  },

  onChat() {
    wx.switchTab({ url: '/pages/chat/chat' })
  },
  onDemo() {
    wx.showToast({ title: words().noOrders, icon: 'none' })
  },
})
