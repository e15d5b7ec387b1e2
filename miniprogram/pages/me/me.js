const kefu = require('../../kefu/index')

let ending = () => {}

Page({
  data: { unread: 0, orders: ['待付款', '待发货', '待收货', '退换'] },

  onLoad() {
    ending = kefu.onUnread(unread => this.setData({ unread }))
  },
  onUnload() {
    ending()
  },

  onChat() {
    wx.switchTab({ url: '/pages/chat/chat' })
  },
  onDemo() {
    wx.showToast({ title: '演示商店没有订单', icon: 'none' })
  },
})
