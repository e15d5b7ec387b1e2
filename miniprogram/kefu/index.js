// The desk in a mini-program: what a shop calls. Everything else in this folder is behind it.
//
//   App({ onLaunch() { kefu.start({ url: 'https://desk.example.com', tab: 2 }) } })
const { Desk } = require('./lib/chat-client')
const { Badge } = require('./badge')

/**
 * @typedef {import('./lib/chat-client').Card} Card
 * @typedef {object} Options
 * @property {string} url the desk's address, an https address that is among the mini-program's request, socket, uploadFile and downloadFile domains
 * @property {number} [tab] the chat's place in the tab bar, from 0: it carries the red badge. Left out: no badge
 * @property {(card: Card) => string} [cardImage] the picture of a product card that has no image_url, a path within the package or ''
 */

/** @type {Desk | null} */
let desk = null
/** @type {Badge | null} */
let badge = null
/** @type {Options['cardImage']} */
let cardImage
/** @type {Card | null} */
let offered = null
let looking = false

/**
 * Signs in and connects, for the app's whole life. Called once, in App.onLaunch.
 * @param {Options} options
 */
function start(options) {
  if (desk !== null) return
  const started = desk = new Desk(options.url)
  cardImage = options.cardImage
  if (options.tab !== undefined) badge = new Badge(options.tab)
  started.on('unread', paint)
  started.launch()
}

/** The one desk. Throws before `start`. */
function current() {
  if (desk === null) throw new Error('kefu.start({ url }) must be called in App.onLaunch')
  return desk
}

/** How many messages the customer has not read. */
function unread() {
  return looking ? 0 : current().unread
}

/**
 * Calls `listener` with the number now and whenever it changes; what it returns ends that.
 * @param {(unread: number) => void} listener
 * @returns {() => void}
 */
function onUnread(listener) {
  listeners.add(listener)
  listener(unread())
  return () => void listeners.delete(listener)
}

/** @type {Set<(unread: number) => void>} */
const listeners = new Set()

function paint() {
  const n = unread()
  if (badge !== null) badge.show(n)
  for (const listener of listeners) listener(n)
}

/**
 * The chat tells whether it is on the screen: what is unread is being read then.
 * @param {boolean} now
 */
function setLooking(now) {
  if (now === looking) return
  looking = now
  paint()
}

/**
 * The product that the customer comes from: the chat offers to send it. Call it before going to the chat.
 * @param {Card} card
 */
function offer(card) {
  offered = card
}

/** The offered product, once. */
function takeOffer() {
  const card = offered
  offered = null
  return card
}

/**
 * A card's picture, '' for none.
 * @param {Card} card
 */
function pictureOf(card) {
  return card.image_url || (cardImage ? cardImage(card) : '')
}

module.exports = { start, current, unread, onUnread, setLooking, offer, takeOffer, pictureOf }
