/**
 * Opens what is in a bubble, on the whole screen. Voice messages are the player's.
 * @param {import('./rows').Row} row
 * @param {readonly import('./rows').Row[]} rows
 * @param {import('../words').Words} words
 */
function open({ body }, rows, words) {
  const url = body.url || ''
  if (url === '') return
  if (body.kind === 'image') preview(url, rows)
  else if (body.kind === 'video') wx.previewMedia({ sources: [{ url, type: 'video' }] })
  else if (body.kind === 'file') openFile(url, words)
}

/**
 * All pictures, to be leafed through.
 * @param {string} current
 * @param {readonly import('./rows').Row[]} rows
 */
function preview(current, rows) {
  const urls = rows.filter(row => row.tip === '' && row.body.kind === 'image').map(row => row.body.url || '').filter(Boolean)
  wx.previewImage({ current, urls })
}

/** @param {string} url @param {import('../words').Words} words */
function openFile(url, words) {
  wx.showLoading({ title: '', mask: true })
  wx.downloadFile({
    url,
    success: ({ statusCode, tempFilePath }) => {
      if (statusCode >= 300) return toast(words.noFile)
      wx.openDocument({ filePath: tempFilePath, showMenu: true, fail: () => toast(words.noFile) })
    },
    fail: () => toast(words.noFile),
    complete: () => wx.hideLoading(),
  })
}

/** @param {string} title */
function toast(title) {
  wx.showToast({ title, icon: 'none' })
}

module.exports = { open, toast }
