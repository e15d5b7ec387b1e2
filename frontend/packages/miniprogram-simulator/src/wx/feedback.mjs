/** What needs the tab bar on the screen. */
const TAB_BAR = ['setTabBarBadge', 'removeTabBarBadge', 'showTabBarRedDot', 'hideTabBarRedDot', 'setTabBarItem', 'setTabBarStyle']

const SHOWN = [
  'setNavigationBarTitle', 'showToast', 'hideToast', 'showLoading', 'hideLoading', 'showModal', 'showActionSheet', 'hideKeyboard', 'vibrateShort', 'setClipboardData',
]

export function feedback({ define, navigation, phone }) {
  for (const name of TAB_BAR) {
    define(name, (options) => {
      if (!navigation.onTabPage) throw new Error('not TabBar page')
      return phone[name]?.(options)
    })
  }
  for (const name of SHOWN) define(name, options => phone[name]?.(options))
}
