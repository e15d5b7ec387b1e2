const { productOfCard } = require('../../shop/products')

Page({
  /** @param {WechatMiniprogram.CustomEvent<{ card: { fields?: unknown } }>} e */
  onCard(e) {
    const product = productOfCard(e.detail.card)
    if (product) wx.navigateTo({ url: `/pages/product/product?id=${product.id}` })
  },
})
