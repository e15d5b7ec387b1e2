/** One line of the conversation. It shows a row, and tells what was tapped. */
Component({
  properties: {
    row: { type: Object, value: /** @type {Partial<import('../chat/rows').Row>} */ ({}) },
    words: { type: Object, value: {} },
    avatar: { type: String, value: '' },
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
