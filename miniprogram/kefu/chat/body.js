const { cardFields } = require('../lib/chat-client')

/**
 * What is in a bubble.
 * @typedef {object} Body
 * @property {import('../lib/chat-client').MessageKind} kind
 * @property {string} text
 * @property {string} [src] a picture's small version, or a card's
 * @property {string} [url] the thing itself
 * @property {number} [width] px, as shown
 * @property {number} [height]
 * @property {number} [percent] of the upload, 0 to 100; -1 when nothing uploads
 * @property {string} [title] of a card or a file
 * @property {string} [price]
 * @property {string} [detail] a file's size, a card's number, a voice message's seconds
 * @property {number} [seconds] of a voice message
 * @property {string} [mime]
 */

/** The longer side of a picture in the list, px, as WeChat shows it; and the shortest that a side may be. */
const LONG = 180
const SHORT = 60

/** A voice message's bubble: the width of a second, and of the sixty at most, px. */
const BRIEF = 76
const MINUTE = 220

/**
 * @param {import('../lib/chat-client').Message} message
 * @param {{ address(url: string): string, pictureOf(card: import('../lib/chat-client').Card): string }} where
 * @param {number | null} progress of the upload, from 0 to 1
 * @param {string | undefined} previewUrl the file on this phone
 * @returns {Body}
 */
function bodyOf(message, where, progress, previewUrl) {
  const { kind, attachment } = message
  const text = message.text || ''
  if (attachment == null) return { kind: 'text', text }
  if ('title' in attachment) {
    const number = cardFields(attachment)[0]
    return { kind: 'card', text, title: attachment.title, price: attachment.price || '', src: where.pictureOf(attachment), detail: number ? number.join(' ') : '' }
  }
  const url = previewUrl || (attachment.url ? where.address(attachment.url) : '')
  const src = previewUrl || (attachment.thumbnail_url ? where.address(attachment.thumbnail_url) : url)
  const common = { kind, text, url, src, mime: attachment.mime || '', percent: progress === null ? -1 : Math.round(progress * 100) }
  switch (kind) {
    case 'image':
    case 'video':
      return { ...common, ...fit(attachment.width || 0, attachment.height || 0) }
    case 'voice':
      return { ...common, ...spoken(attachment.duration_ms || 0) }
    default:
      return { ...common, kind: 'file', title: attachment.name || '', detail: bytes(attachment.size || 0) }
  }
}

/**
 * The size at which a picture is shown, known before it is loaded, so that nothing jumps.
 * @param {number} width
 * @param {number} height
 */
function fit(width, height) {
  if (width <= 0 || height <= 0) return { width: 120, height: 120 }
  const scale = Math.min(LONG / Math.max(width, height), 1)
  /** @param {number} side */
  const within = side => Math.round(Math.min(LONG, Math.max(SHORT, side * scale)))
  return { width: within(width), height: within(height) }
}

/** The longer, the wider, as WeChat has it. @param {number} duration milliseconds */
function spoken(duration) {
  const seconds = Math.max(1, Math.round(duration / 1000))
  return { seconds, detail: `${seconds}″`, width: Math.round(BRIEF + (MINUTE - BRIEF) * Math.min(1, (seconds - 1) / 59)) }
}

/** A size for people. @param {number} size */
function bytes(size) {
  if (size < 1024) return `${size} B`
  return size < 1024 * 1024 ? `${Math.round(size / 1024)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`
}

module.exports = { bodyOf, bytes }
