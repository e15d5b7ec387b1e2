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
    /** @type {WeakMap<object, Row>} */
    this.made = new WeakMap()
    /** Texts that were recalled here, to be edited again. @type {Map<string, string>} */
    this.recalled = new Map()
  }

  /**
   * What did not change is the same object as before: a conversation may have ten thousand rows, and one new message.
   * @param {readonly TimelineItem[]} items
   * @param {number} now milliseconds
   * @returns {Row[]}
   */
  build(items, now) {
    const marks = this.marks(items)
    /** @type {Row[]} */
    const rows = []
    let last = 0
    for (const item of items) {
      if (item.type !== 'message' && item.type !== 'announcement') continue
      const before = this.made.get(item)
      const at = before === undefined ? Date.parse(item.type === 'message' ? item.message.created_at : item.announcement.created_at) : before.at
      rows.push(this.known(item, at - last > APART ? timeLine(at, now, this.words) : '', marks.get(item.key) || ''))
      last = at
    }
    return rows
  }

  /**
   * @param {MessageItem | import('../lib/chat-client').AnnouncementItem} item
   * @param {string} time
   * @param {string} mark
   */
  known(item, time, mark) {
    const before = this.made.get(item)
    if (before !== undefined && before.time === time && before.mark === mark) return before
    const row = { ...(item.type === 'message' ? this.message(item) : this.announcement(item)), time, mark }
    // What else a row says of a voice message, or of one that was recalled, is not in the item.
    if (row.body.kind !== 'voice' && row.tip === '') this.made.set(item, row)
    return row
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
   * "Read" for the last own message that is, and "delivered" for the last one, if it isn't; by their keys.
   * @param {readonly TimelineItem[]} items
   */
  marks(items) {
    /** @type {Map<string, string>} */
    const marks = new Map()
    for (let i = items.length - 1; i >= 0; i--) {
      const item = /** @type {TimelineItem} */ (items[i])
      if (item.type !== 'message' || !item.own || item.message.recalled_at != null) continue
      const { state } = item.delivery
      if (state === 'read') return marks.set(item.key, this.words.read)
      if (state === 'sent' && marks.size === 0) marks.set(item.key, this.words.sent)
    }
    return marks
  }
}

module.exports = { RowBuilder }
