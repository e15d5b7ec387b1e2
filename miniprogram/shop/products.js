const config = require('../config')
const { isChinese, words } = require('./words')

/**
 * What the demo shop sells. A real shop asks its server.
 * @typedef {object} Product
 * @property {string} id
 * @property {string} name
 * @property {string} line
 * @property {string} price
 * @property {string} picture
 * @property {string[]} points
 *
 * @typedef {Pick<Product, 'name' | 'line' | 'points'>} Said
 */

/** @type {{ id: string, price: string, drawing: string, zh: Said, en: Said }[]} */
const goods = [
  {
    id: 'LF-1001', price: '¥899', drawing: 'headphones',
    zh: { name: 'Aura Pro 头戴式降噪耳机', line: '身在哪里，哪里安静', points: ['自适应降噪，风噪再降一半', '单次充电 42 小时', '收纳盒可放进大衣口袋'] },
    en: { name: 'Aura Pro headphones', line: 'Quiet, wherever you are', points: ['Adaptive noise cancelling, half the wind', '42 hours on one charge', 'The case fits a coat pocket'] },
  },
  {
    id: 'LF-1002', price: '¥459', drawing: 'earbuds',
    zh: { name: 'Aura Mini 真无线耳机', line: '单次 6 小时，配合充电盒 24 小时', points: ['单耳 4.2 克', '防汗防泼溅', '双设备同时连接'] },
    en: { name: 'Aura Mini earbuds', line: 'Six hours, and eighteen more in the case', points: ['4.2 g each', 'Sweat and splash-proof', 'Two devices at once'] },
  },
  {
    id: 'LF-2001', price: '¥699', drawing: 'speaker',
    zh: { name: 'Hearth 书架音箱', line: '放在书架上，声音充满房间', points: ['4 英寸低音单元', '实木箱体', '支持成对立体声'] },
    en: { name: 'Hearth speaker', line: 'Fills a room from a bookshelf', points: ['4-inch woofer', 'Solid wood', 'Two make a stereo pair'] },
  },
  {
    id: 'LF-3001', price: '¥1,890', drawing: 'player',
    zh: { name: 'Strata 黑胶唱机', line: '皮带驱动，蓝牙，胡桃木', points: ['铝合金唱盘', '内置唱放', '自动回臂'] },
    en: { name: 'Strata turntable', line: 'Belt drive, Bluetooth, walnut', points: ['Aluminium platter', 'Phono stage built in', 'The arm returns by itself'] },
  },
  {
    id: 'LF-4001', price: '¥169', drawing: 'charger',
    zh: { name: '65W 氮化镓充电器', line: '一个插头，三台设备', points: ['2C1A 三口同充', '折叠插脚', '满载温度低于 60℃'] },
    en: { name: '65 W charger', line: 'Three devices, one plug', points: ['2 × USB-C and 1 × USB-A at once', 'Folding plug', 'Below 60 °C at full load'] },
  },
]

/** All of them, in WeChat's language. @returns {Product[]} */
function products() {
  return goods.map(({ id, price, drawing, zh, en }) => ({ id, price, picture: `/assets/products/${drawing}.svg`, ...(isChinese() ? zh : en) }))
}

/** @param {string} id */
function productOf(id) {
  return products().find(product => product.id === id)
}

/**
 * A product as the chat sends it. A card carries https links only. The desk has the same drawings on its own demo page:
 * where it is reached by https the card shows one to the agents too. A real shop gives its own `image_url` and `url`.
 * @param {Product} product
 */
function cardOf(product) {
  const picture = product.picture.replace('/assets/products', `${config.desk}/demo`)
  return {
    title: product.name, price: product.price, fields: { [words().number]: product.id },
    ...(picture.startsWith('https://') ? { image_url: picture } : {}),
  }
}

/**
 * The product that a card is about, whatever language it was sent in.
 * @param {{ fields?: unknown }} card
 */
function productOfCard(card) {
  const texts = Object.values(/** @type {Record<string, unknown>} */ (card.fields || {}))
  return products().find(({ id }) => texts.includes(id))
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
