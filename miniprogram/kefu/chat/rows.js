const { timeLine } = require('./time')
const { bodyOf } = require('./body')

/**
 * @typedef {import('../lib/chat-client').TimelineItem} TimelineItem
 * @typedef {import('../lib/chat-client').MessageItem} MessageItem
 * @typedef {import('./body').Body} Body
 */

/**
 * One line of the list, plain data for setData.
 * @typedef {object} Row
 * @property {string} id the element's id
 * @property {string} key
 * @property {string} time the line above it, '' for none
 * @property {string} tip a line in the middle instead of a message, '' for a message
 * @property {boolean} editAgain
 * @property {boolean} own
 * @property {string} name who wrote it, above the bubble; '' for oneself
 * @property {string} letter on the avatar
 * @property {Body} body
 * @property {'' | 'sending' | 'failed'} state
 * @property {string} reason why it failed
 * @property {boolean} playing a voice message that is being played
 * @property {boolean} unheard a voice message of the desk that was not played on this phone
 * @property {string} mark how far one's own last message came
 * @property {number} at milliseconds, on the desk's clock
 * @property {string} clientId
 * @property {string} messageId '' while it is on its way
 */

/** Between messages that lie further apart than this stands the time, ms. */
const APART = 5 * 60_000

/** Makes rows of a conversation's items. An item keeps its row's id for as long as the chat lives. */
class RowBuilder {
  /**
   * @param {import('../words').Words} words
   * @param {(url: string) => string} address makes an attachment's address complete
   * @param {(card: import('../lib/chat-client').Card) => string} pictureOf
   * @param {{ playing: string, isHeard(messageId: string, at: number): boolean }} player
   */
  constructor(words, address, pictureOf, player) {
    this.words = words
    this.player = player
    this.address = address
    this.pictureOf = pictureOf
    /** @type {Map<string, string>} */
    this.ids = new Map()
    /** Texts that were recalled here, to be edited again. @type {Map<string, string>} */
    this.recalled = new Map()
  }

  /**
   * @param {readonly TimelineItem[]} items
   * @param {number} now milliseconds
   * @returns {Row[]}
   */
  build(items, now) {
    /** @type {Row[]} */
    const rows = []
    let last = 0
    for (const item of items) {
      const row = item.type === 'message' ? this.message(item) : item.type === 'announcement' ? this.announcement(item) : null
      if (row === null) continue
      if (row.at - last > APART) row.time = timeLine(row.at, now, this.words)
      last = row.at
      rows.push(row)
    }
    this.mark(rows, items)
    return rows
  }

  /**
   * @param {MessageItem} item
   * @returns {Row}
   */
  message(item) {
    const { message, own, delivery } = item
    const { words } = this
    const recalled = message.recalled_at != null
    const system = message.sender.role === 'system'
    const name = own ? '' : message.sender.name || words.agent
    const previewUrl = 'previewUrl' in delivery ? delivery.previewUrl : undefined
    const at = Date.parse(message.created_at)
    const voice = message.kind === 'voice' && !recalled
    return {
      ...this.row(item.key, at),
      tip: recalled ? (own ? words.recalledByMe : words.recalledByDesk) : system ? message.text || '' : '',
      editAgain: recalled && own && this.recalled.has(message.id),
      own, name,
      letter: own ? words.me : (Array.from(name)[0] || '').toUpperCase(),
      body: bodyOf(message, this, delivery.state === 'sending' ? delivery.progress : null, previewUrl),
      state: delivery.state === 'sending' ? 'sending' : delivery.state === 'failed' ? 'failed' : '',
      reason: delivery.state === 'failed' ? words.reasons[delivery.failure.code] || words.failed : '',
      playing: voice && this.player.playing === item.key,
      unheard: voice && !own && !this.player.isHeard(message.id, at),
      clientId: message.client_id,
      messageId: message.id,
    }
  }

  /**
   * @param {import('../lib/chat-client').AnnouncementItem} item
   * @returns {Row}
   */
  announcement({ key, announcement }) {
    return { ...this.row(key, Date.parse(announcement.created_at)), tip: announcement.text }
  }

  /**
   * @param {string} key
   * @param {number} at
   * @returns {Row}
   */
  row(key, at) {
    let id = this.ids.get(key)
    if (id === undefined) this.ids.set(key, id = `row-${this.ids.size}`)
    return {
      id, key, at, time: '', tip: '', editAgain: false, own: false, name: '', letter: '', body: { kind: 'text', text: '' },
      state: '', reason: '', playing: false, unheard: false, mark: '', clientId: '', messageId: '',
    }
  }

  /**
   * Says "read" at the last own message that is, and "delivered" at the last one, if it isn't.
   * @param {Row[]} rows
   * @param {readonly TimelineItem[]} items
   */
  mark(rows, items) {
    const states = new Map(items.map(item => [item.key, item.type === 'message' && item.own ? item.delivery.state : '']))
    let newest = true
    for (let i = rows.length - 1; i >= 0; i--) {
      const row = /** @type {Row} */ (rows[i])
      const state = states.get(row.key)
      if (row.tip !== '' || (state !== 'sent' && state !== 'read')) continue
      if (state === 'read') {
        row.mark = this.words.read
        return
      }
      if (newest) row.mark = this.words.sent
      newest = false
    }
  }
}

module.exports = { RowBuilder }
