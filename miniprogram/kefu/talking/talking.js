/** What lies over the chat while one holds to talk. */
Component({
  properties: {
    talking: { type: Object, value: /** @type {Partial<import('../voice/talk').Talking>} */ ({}) },
    words: { type: Object, value: /** @type {Partial<import('../words').Words>} */ ({}) },
    /** What a phone's rounded lower end takes, px. */
    inset: { type: Number, value: 0 },
  },

  data: {
    /** A wave's bars: how high each one is, in hundredths, and when it begins to move. */
    bars: [30, 55, 40, 80, 60, 100, 70, 45, 85, 60, 100, 75, 50, 90, 60, 40, 70, 35].map((height, i) => ({ height, delay: -(i * 137 % 900) })),
  },
})
