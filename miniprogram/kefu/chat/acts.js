const { menuAt } = require('./menu')
const { open, toast } = require('./open')

/** @typedef {import('./rows').Row} Row */

/** What a person does with a message that stands in the list. */
class Acts {
  /**
   * @param {{
   *   host: import('./controller').Host, list: import('./list').List, builder: import('./rows').RowBuilder, player: import('../voice/player').Player,
   *   words: import('../words').Words, client: () => import('../lib/chat-client').ChatClient, now: () => number
   * }} of
   */
  constructor(of) {
    this.of = of
  }

  /** @param {string} key @returns {Row | undefined} */
  row(key) {
    return this.of.list.rows.find(row => row.key === key)
  }

  /** @param {string} key */
  open(key) {
    const row = this.row(key)
    if (row === undefined) return
    if (row.body.kind === 'card') this.openCard(key)
    else if (row.body.kind === 'voice') this.of.player.toggle(key, row.messageId, row.body.url || '')
    else open(row, this.of.list.rows, this.of.words)
  }

  /** What a card leads to only the shop knows. @param {string} key */
  openCard(key) {
    const item = this.of.client().own.state.items.find(it => it.key === key)
    if (item !== undefined && item.type === 'message' && item.message.attachment) this.of.host.emit('card', { card: item.message.attachment })
  }

  /** @param {string} key */
  retry(key) {
    const row = this.row(key)
    const { own } = this.of.client()
    if (row === undefined) return
    wx.showActionSheet({
      itemList: [this.of.words.again, this.of.words.discard],
      success: ({ tapIndex }) => (tapIndex === 0 ? own.retry(row.clientId) : own.discard(row.clientId)),
      fail() {},
    })
  }

  /** @param {string} key @param {{ left: number, top: number, width: number, bottom: number }} bubble */
  menu(key, bubble) {
    const row = this.row(key)
    if (row === undefined) return
    const menu = menuAt(row, bubble, wx.getWindowInfo().windowWidth, this.of.now(), this.of.words)
    if (menu === null) return
    wx.vibrateShort({ type: 'light', fail() {} })
    this.of.host.set({ menu })
  }

  /** @param {string} key */
  copy(key) {
    const row = this.row(key)
    if (row !== undefined) wx.setClipboardData({ data: row.body.text, fail() {} })
  }

  /** @param {string} key */
  recall(key) {
    const row = this.row(key)
    if (row === undefined) return
    const { text, kind } = row.body
    if (kind === 'text') this.of.builder.recalled.set(row.messageId, text)
    this.of.client().own.recall(row.messageId).catch((error) => {
      this.of.builder.recalled.delete(row.messageId)
      toast(error.code === 'conflict' ? this.of.words.recallLate : this.of.words.recallFailed)
    })
  }

  /** @param {string} key */
  editAgain(key) {
    const row = this.row(key)
    const item = this.of.client().own.state.items.find(it => it.key === key)
    if (row === undefined || item === undefined || item.type !== 'message') return ''
    return this.of.builder.recalled.get(item.message.id) || ''
  }

  /** After a voice message of the desk the next one that was not heard plays, as in WeChat. @param {string} key */
  playNext(key) {
    const { rows } = this.of.list
    const at = rows.findIndex(row => row.key === key)
    const played = rows[at]
    if (played === undefined || played.own) return
    const next = rows.slice(at + 1).find(row => row.unheard)
    if (next !== undefined) this.of.player.play(next.key, next.messageId, next.body.url || '')
  }
}

module.exports = { Acts }
