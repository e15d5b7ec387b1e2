const { products } = require('../../shop/products')

Page({
  data: { hero: products[0], products: products.slice(1) },

  /** @param {WechatMiniprogram.TouchEvent<{}, {}, { id: string }>} e */
  onProduct(e) {
    wx.navigateTo({ url: `/pages/product/product?id=${e.currentTarget.dataset.id}` })
  },
})
