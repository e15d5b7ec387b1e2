const { productOfCard } = require('../../shop/products')
const { nameBars, words } = require('../../shop/words')

Page({
  data: { title: words().chat },

  onShow() {
    nameBars(words().chat, true)
  },

  /** @param {WechatMiniprogram.CustomEvent<{ card: { fields?: unknown } }>} e */
  onCard(e) {
    const product = productOfCard(e.detail.card)
    if (product) wx.navigateTo({ url: `/pages/product/product?id=${product.id}` })
  },
})
