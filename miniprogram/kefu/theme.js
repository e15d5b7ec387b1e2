/**
 * Follows WeChat's light and dark. WeChat tells its theme only to a mini-program that has `"darkmode": true` in app.json:
 * in one that is always light the chat is light too.
 * @param {(dark: boolean) => void} tell now, and when it changes
 * @returns {() => void} ends it
 */
function followTheme(tell) {
  const changed = (/** @type {{ theme?: string }} */ { theme }) => tell(theme === 'dark')
  changed(wx.getAppBaseInfo())
  if (!wx.onThemeChange) return () => {}
  wx.onThemeChange(changed)
  return () => wx.offThemeChange(changed)
}

module.exports = { followTheme }
