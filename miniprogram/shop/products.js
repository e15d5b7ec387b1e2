/**
 * What the demo shop sells. A real shop asks its server.
 * @typedef {object} Product
 * @property {string} id
 * @property {string} name
 * @property {string} line
 * @property {string} price
 * @property {string} picture
 * @property {string[]} points
 */

/** @type {Product[]} */
const products = [
  { id: 'LF-1001', name: 'Aura Pro 头戴式降噪耳机', line: '身在哪里，哪里安静', price: '¥899', picture: '/assets/products/headphones.svg', points: ['自适应降噪，风噪再降一半', '单次充电 42 小时', '收纳盒可放进大衣口袋'] },
  { id: 'LF-1002', name: 'Aura Mini 真无线耳机', line: '单次 6 小时，配合充电盒 24 小时', price: '¥459', picture: '/assets/products/earbuds.svg', points: ['单耳 4.2 克', '防汗防泼溅', '双设备同时连接'] },
  { id: 'LF-2001', name: 'Hearth 书架音箱', line: '放在书架上，声音充满房间', price: '¥699', picture: '/assets/products/speaker.svg', points: ['4 英寸低音单元', '实木箱体', '支持成对立体声'] },
  { id: 'LF-3001', name: 'Strata 黑胶唱机', line: '皮带驱动，蓝牙，胡桃木', price: '¥1,890', picture: '/assets/products/player.svg', points: ['铝合金唱盘', '内置唱放', '自动回臂'] },
  { id: 'LF-4001', name: '65W 氮化镓充电器', line: '一个插头，三台设备', price: '¥169', picture: '/assets/products/charger.svg', points: ['2C1A 三口同充', '折叠插脚', '满载温度低于 60℃'] },
]

/** The name under which a card carries a product's id. */
const NUMBER = '商品编号'

/** @param {string} id */
function productOf(id) {
  return products.find(product => product.id === id)
}

/**
 * A product as the chat sends it. Cards carry https links only: a real shop gives `image_url` and `url`.
 * @param {Product} product
 */
function cardOf(product) {
  return { title: product.name, price: product.price, fields: { [NUMBER]: product.id } }
}

/**
 * The product that a card is about.
 * @param {{ fields?: unknown }} card
 */
function productOfCard(card) {
  const fields = /** @type {Record<string, string>} */ (card.fields || {})
  return productOf(fields[NUMBER] || '')
}

/**
 * The picture of a card that has none of its own.
 * @param {{ fields?: unknown }} card
 */
function pictureOf(card) {
  const product = productOfCard(card)
  return product ? product.picture : ''
}

module.exports = { products, productOf, cardOf, productOfCard, pictureOf }
