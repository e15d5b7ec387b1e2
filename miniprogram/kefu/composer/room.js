/** How much of the screen lies below the page, px: the tab bar, if there is one. */
function bottomGap() {
  const { screenHeight, windowHeight, screenTop, statusBarHeight } = wx.getWindowInfo()
  // screenTop came with base library 2.24; before it, the navigation bar is reckoned from the capsule.
  const capsule = wx.getMenuButtonBoundingClientRect()
  const top = screenTop || capsule.bottom + (capsule.top - statusBarHeight)
  return Math.max(0, screenHeight - top - windowHeight)
}

/** What a page that reaches the screen's lower end must leave free there, px. A tab bar does that by itself. */
function safeInset() {
  if (bottomGap() > 0) return 0
  const { screenHeight, safeArea } = wx.getWindowInfo()
  return safeArea ? Math.max(0, screenHeight - safeArea.bottom) : 0
}

module.exports = { bottomGap, safeInset }
