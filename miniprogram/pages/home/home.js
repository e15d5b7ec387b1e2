const { products } = require('../../shop/products')
const { nameBars, words } = require('../../shop/words')

const all = products()

Page({
  data: { words: words(), hero: all[0], products: all.slice(1) },

  onShow() {
    nameBars(words().shop, true)
  },

  /** @param {WechatMiniprogram.TouchEvent<{}, {}, { id: string }>} e */
  onProduct(e) {
    wx.navigateTo({ url: `/pages/product/product?id=${e.currentTarget.dataset.id}` })
  },
})
