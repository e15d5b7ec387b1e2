/** One line of the conversation. It shows a row, and tells what was tapped. */
const { words, fill } = require('../words')

const { editAgain, picture, video, product, again, me, unheard, playing, seconds, says } = words()

Component({
  properties: {
    row: { type: Object, value: /** @type {Partial<import('../chat/rows').Row>} */ ({}) },
    avatar: { type: String, value: '' },
  },

  // Only what a line says: every line of a long conversation carries it.
  data: {
    words: { editAgain, picture, video, product, again, says: fill(says, { name: me }) },
    /** What a screen reader says of a voice message. */
    voice: '',
  },

  observers: {
    row(/** @type {import('../chat/rows').Row} */ row) {
      if (row.body.kind !== 'voice') return
      const parts = [fill(seconds, { n: row.body.seconds || 1 }), row.playing ? playing : '', row.unheard ? unheard : '']
      this.setData({ voice: parts.filter(Boolean).join('，') })
    },
  },

  methods: {
    key() {
      return this.data.row.key || ''
    },
    onOpen() {
      this.triggerEvent('open', { key: this.key() })
    },
    onRetry() {
      this.triggerEvent('retry', { key: this.key() })
    },
    onEdit() {
      this.triggerEvent('edit', { key: this.key() })
    },
    onMenu() {
      this.createSelectorQuery().select('#bubble').boundingClientRect((rect) => {
        if (rect) this.triggerEvent('menu', { key: this.key(), rect })
      }).exec()
    },
  },
})
