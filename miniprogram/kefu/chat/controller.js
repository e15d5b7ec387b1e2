const kefu = require('../index')
const { Acts } = require('./acts')
const { words, fill } = require('../words')
const { LastPage } = require('./last-page')
const { List } = require('./list')
const { noticeOf } = require('./notice')
const { toast } = require('./open')
const { choosePictures, objection } = require('./pictures')
const { RowBuilder } = require('./rows')
const { Talk } = require('../voice/talk')
const { Player } = require('../voice/player')

/**
 * @typedef {import('../lib/chat-client').ChatClient} ChatClient
 * @typedef {import('./rows').Row} Row
 * @typedef {object} Host what the controller needs of the component
 * @property {() => { title: string }} data
 * @property {(data: Record<string, unknown>, done?: () => void) => void} set
 * @property {() => WechatMiniprogram.SelectorQuery} query
 * @property {(name: string, detail: object) => void} emit
 */

/** A connection that is back within this is not worth a banner, ms. */
const PATIENCE = 1500

/** So near to the top the older messages are fetched, px. */
const AHEAD = 240

/** What the recorder makes. */
const VOICE = 'audio/mpeg'

/** What the chat page does, between the desk and the component that shows it. */
class Controller {
  /** @param {Host} host */
  constructor(host) {
    this.host = host
    this.words = words()
    this.desk = kefu.current()
    this.list = new List(host)
    this.page = new LastPage(this.desk.base)
    this.player = new Player(this.desk.base, {
      changed: () => this.render(),
      failed: () => toast(this.words.noVoice),
      ended: key => this.acts.playNext(key),
    })
    this.talk = new Talk({
      show: talking => this.host.set({ talking }),
      send: recording => this.sendVoice(recording),
      say: toast,
    }, this.words)
    this.builder = new RowBuilder(this.words, url => this.desk.address(url), kefu.pictureOf, this.player)
    const { list, builder, player } = this
    this.acts = new Acts({ host, list, builder, player, words: this.words, client: () => this.client, now: () => this.now() })
    /** What the last run left, until the conversation is loaded. */
    this.kept = this.page.load()
    /** @type {import('../lib/chat-client').Card | null} */
    this.offered = null
    this.looking = false
    this.begun = false
    this.network = true
    this.busy = false
    this.stale = false
    this.headSeq = 0
    this.isTyping = false
    /** @type {(() => void)[]} */
    this.cancels = []
    /** @type {() => void} */
    this.unfollow = () => {}
    this.timer = 0
  }

  /** There since the launch, signed in or not. */
  get client() {
    return /** @type {ChatClient} */ (this.desk.client)
  }

  // --- its life

  begin() {
    const { desk } = this
    this.begun = true
    this.list.begin()
    this.cancels = [
      desk.on('client', client => this.follow(client)),
      desk.on('signIn', () => this.look()),
      desk.on('connection', () => this.look()),
    ]
    const network = (/** @type {{ isConnected?: boolean }} */ status) => {
      this.network = status.isConnected !== false
      this.look()
    }
    wx.onNetworkStatusChange(network)
    wx.getNetworkType({ success: ({ networkType }) => network({ isConnected: networkType !== 'none' }) })
    this.cancels.push(() => wx.offNetworkStatusChange(/** @type {any} */ (network)))
    this.follow(this.client)
    this.render()
    this.look()
  }

  end() {
    this.talk.drop()
    this.player.stop()
    this.page.save(this.list.rows)
    this.unfollow()
    for (const cancel of this.cancels) cancel()
    clearTimeout(this.timer)
    kefu.setLooking(false)
  }

  show() {
    this.looking = true
    kefu.setLooking(true)
    const card = kefu.takeOffer()
    if (card !== null) {
      this.offered = card
      this.host.set({ offer: { title: card.title, price: card.price || '', src: kefu.pictureOf(card) } }, () => this.list.resized())
    }
    this.read()
    if (this.begun) this.render() // "yesterday" may have become true meanwhile
  }

  hide() {
    this.looking = false
    this.talk.drop()
    this.player.stop()
    kefu.setLooking(false)
    this.page.save(this.list.rows)
  }

  /** @param {ChatClient} client */
  follow(client) {
    this.unfollow()
    const cancels = [
      client.own.subscribe(() => this.changed()),
      client.on('presence', () => this.look()),
      client.on('message', ({ message, live }) => { if (live) this.speak(message) }),
    ]
    this.unfollow = () => cancels.forEach(cancel => cancel())
    this.changed()
  }

  // --- what is shown

  changed() {
    this.read()
    this.title()
    this.render()
  }

  read() {
    if (this.looking && this.client.own.state.loaded) this.client.own.markRead()
  }

  /** One setData at a time: what changes meanwhile is shown together. */
  render() {
    if (!this.begun) return
    if (this.busy) {
      this.stale = true
      return
    }
    this.busy = true
    this.stale = false
    const { state } = this.client.own
    const { loaded } = state
    const rows = this.builder.build(state.items, this.now())
    this.list.show(loaded ? rows : [...this.kept, ...rows], {
      ...this.differs('hasOlder', loaded && state.hasOlder),
      ...this.differs('loadingOlder', loaded && state.loadingOlder),
      ...this.differs('empty', rows.length === 0 && (loaded || this.kept.length === 0)),
      ...this.differs('below', this.below(state)),
    }, () => {
      this.busy = false
      const shown = this.differs('shown', true)
      if ('shown' in shown) this.host.set(shown)
      if (this.stale) this.render()
    })
  }

  /**
   * Messages of the desk that came in below what is on the screen.
   * @param {import('../lib/chat-client').ConversationState} state
   */
  below(state) {
    if (!state.loaded || this.list.atEnd) {
      this.headSeq = state.headSeq
      return 0
    }
    return state.items.filter(item => item.type === 'message' && !item.own && item.message.seq > this.headSeq).length
  }

  /** Lets a screen reader say what came in. @param {import('../lib/chat-client').Message} message */
  speak({ sender, kind, text }) {
    if (!this.looking || sender.role === 'customer') return
    const { words } = this
    const what = { text: text || '', image: words.picture, voice: words.voice, video: words.video, file: words.file, card: words.product }[kind]
    this.host.set({ spoken: `${fill(words.says, { name: sender.name || words.agent })} ${what}` })
  }

  /** @param {string} name @param {unknown} value @returns {Record<string, unknown>} */
  differs(name, value) {
    const data = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this.host.data()))
    return data[name] === value ? {} : { [name]: value }
  }

  /** WeChat says it in the title when the other side types. */
  title() {
    const typing = this.client.own.state.typing.length > 0
    if (typing === this.isTyping || !this.looking) return
    this.isTyping = typing
    wx.setNavigationBarTitle({ title: typing ? this.words.typing : this.host.data().title || this.words.title, fail() {} })
  }

  /** Looks at the connection, and says so if it stays away. */
  look() {
    clearTimeout(this.timer)
    const notice = noticeOf(this.desk, this.network, this.now(), this.words)
    const set = () => this.host.set({ notice }, () => this.list.resized())
    if (notice.kind === 'trouble' && this.desk.signIn !== 'refused') this.timer = setTimeout(set, PATIENCE)
    else set()
  }

  noticeTapped() {
    this.client.connect()
  }

  /** Now, on the desk's clock. */
  now() {
    return Date.now() + this.client.clockOffset
  }

  // --- scrolling

  /** @param {{ scrollTop: number, scrollHeight: number }} where */
  scrolled(where) {
    const wasAtEnd = this.list.atEnd
    this.list.scrolled(where)
    if (this.list.atEnd !== wasAtEnd) this.render()
    if (where.scrollTop < AHEAD) this.loadOlder()
  }

  loadOlder() {
    const { own } = this.client
    if (!own.state.hasOlder || own.state.loadingOlder) return
    own.loadOlder().catch(() => {}) // the next pull asks again
  }

  toEnd() {
    this.list.toEnd(true)
    this.render()
  }

  // --- writing

  /** @param {string} draft @returns {boolean} whether it is on its way */
  sendText(draft) {
    const text = draft.trim()
    if (text === '') return false
    const most = this.client.limits.max_text_chars
    if (Array.from(text).length > most) {
      toast(fill(this.words.tooLong, { n: most }))
      return false
    }
    this.list.atEnd = true
    this.client.own.send({ kind: 'text', text })
    return true
  }

  typing() {
    this.client.own.typing()
  }

  /** @param {'album' | 'camera'} source */
  async sendPictures(source) {
    for (const file of await choosePictures(source, this.words)) {
      const no = objection(file, this.client.limits, this.words)
      this.list.atEnd = true
      if (no === '') this.client.own.sendFile(file, 'image')
      else toast(no)
    }
  }

  // --- voice

  /** A finger on the button to talk. @param {number} y px */
  hold(y) {
    const { upload_types: types } = this.client.limits
    if (types.length > 0 && !types.includes(VOICE)) return toast(this.words.wrongType)
    this.player.stop()
    this.talk.down(y)
  }

  /** @param {import('../voice/recorder').Recording} recording */
  sendVoice({ path, size, duration }) {
    this.list.atEnd = true
    this.client.own.sendFile({ name: 'voice.mp3', mime: VOICE, size, body: path, previewUrl: path, duration_ms: duration }, 'voice')
  }

  sendOffer() {
    if (this.offered === null) return
    this.list.atEnd = true
    this.client.own.send({ kind: 'card', attachment: this.offered })
    this.dropOffer()
  }

  dropOffer() {
    this.offered = null
    this.host.set({ offer: null }, () => this.list.resized())
  }
}

module.exports = { Controller }
