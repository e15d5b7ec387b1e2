const { bytes } = require('./body')
const { fill } = require('../words')
const { toast } = require('./open')

/** @typedef {import('../lib/chat-client').LocalFile} LocalFile */

/**
 * Lets the customer choose pictures. None if they don't, or don't allow it, which they are told.
 * @param {'album' | 'camera'} source
 * @param {import('../words').Words} words
 * @returns {Promise<LocalFile[]>}
 */
async function choosePictures(source, words) {
  /** @type {WechatMiniprogram.MediaFile[]} */
  const files = await new Promise((resolve) => {
    wx.chooseMedia({
      count: 9, mediaType: ['image'], sourceType: [source], sizeType: ['compressed'],
      success: ({ tempFiles }) => resolve(tempFiles),
      fail: ({ errMsg }) => {
        if (/privacy/i.test(errMsg)) toast(words.noConsent)
        else if (/auth|permission/i.test(errMsg)) toast(words.noCamera)
        resolve([])
      },
    })
  })
  return Promise.all(files.map(describe))
}

/**
 * @param {WechatMiniprogram.MediaFile} file
 * @returns {Promise<LocalFile>}
 */
async function describe({ tempFilePath, size }) {
  /** @type {WechatMiniprogram.GetImageInfoSuccessCallbackResult | null} */
  const info = await new Promise(resolve => wx.getImageInfo({ src: tempFilePath, success: resolve, fail: () => resolve(null) }))
  const type = info === null || info.type === 'unknown' ? '' : info.type
  return {
    name: tempFilePath.slice(tempFilePath.lastIndexOf('/') + 1),
    mime: type === '' ? 'image/jpeg' : `image/${type}`,
    size, body: tempFilePath, previewUrl: tempFilePath,
    ...(info === null ? {} : turned(info)),
  }
}

/** A picture that is held upright has its sides the other way round. @param {WechatMiniprogram.GetImageInfoSuccessCallbackResult} info */
function turned({ width, height, orientation }) {
  return /left|right/.test(orientation || '') ? { width: height, height: width } : { width, height }
}

/**
 * Why the desk would refuse a file, '' if it would not.
 * @param {LocalFile} file
 * @param {import('../lib/chat-client').Limits} limits
 * @param {import('../words').Words} words
 */
function objection(file, limits, words) {
  if (file.size > limits.max_upload_bytes) return fill(words.tooLarge, { size: bytes(limits.max_upload_bytes) })
  if (limits.upload_types.length > 0 && !limits.upload_types.includes(file.mime)) return words.wrongType
  return ''
}

module.exports = { choosePictures, objection }
