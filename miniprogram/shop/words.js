const zh = {
  shop: '林风音响', product: '商品详情', chat: '林风音响客服', me: '我的',
  tabs: ['首页', '客服', '我的'],
  news: '本周新品', hot: '热销商品', foot: '林风音响是虚构的商店，商品和价格也是。',
  number: '商品编号', always: '30 天无理由退换 · 两年质保', gone: '没有这件商品', ask: '客服', cart: '加入购物车', buy: '立即购买', noBuying: '演示商店不收款',
  user: '微信用户', member: '林风会员', letter: '林', orders: ['待付款', '待发货', '待收货', '退换'], contact: '联系客服', address: '收货地址', warranty: '质保与维修',
  noOrders: '演示商店没有订单',
}

/** @type {typeof zh} */
const en = {
  shop: 'Linfeng Audio', product: 'Product', chat: 'Linfeng Audio support', me: 'Me',
  tabs: ['Home', 'Support', 'Me'],
  news: 'New this week', hot: 'Popular', foot: 'Linfeng Audio is an invented shop, and so are its products and prices.',
  number: 'Product no.', always: 'Free returns for 30 days · two years of warranty', gone: 'There is no such product', ask: 'Support', cart: 'Add to cart', buy: 'Buy now', noBuying: 'The demo shop takes no money',
  user: 'WeChat user', member: 'Linfeng member', letter: 'L', orders: ['To pay', 'To ship', 'To receive', 'Returns'], contact: 'Contact support', address: 'Addresses', warranty: 'Warranty and repair',
  noOrders: 'The demo shop has no orders',
}

/** The language of WeChat: the shop has Chinese, and English for all others. */
function isChinese() {
  return /^zh/i.test(wx.getAppBaseInfo().language)
}

/** The shop's words in WeChat's language. */
function words() {
  return isChinese() ? zh : en
}

/** What the configuration files say in Chinese, in WeChat's language: a page's title, and on a tab's page the tab bar. @param {string} title @param {boolean} [tab] */
function nameBars(title, tab) {
  if (isChinese()) return
  wx.setNavigationBarTitle({ title, fail() {} })
  if (tab) words().tabs.forEach((text, index) => wx.setTabBarItem({ index, text, fail() {} }))
}

module.exports = { words, isChinese, nameBars }
