import { make } from './dom.mjs'

/** The tap that brought the bar up still has its click to come, ms. */
const SETTLE = 350

/** The tab bar of app.json, with its badges. */
export function createTabBar(document, root, config, asset, onTap) {
  if (!config) return { show() {}, set() {}, rename() {}, badge: () => null }
  const bar = make(document, 'div', 'ph-tab')
  bar.style.background = config.backgroundColor ?? '#fff'
  root.append(bar)
  const tabs = config.list.map((tab) => {
    const element = make(document, 'a')
    const icon = make(document, 'img')
    const label = make(document, 'span', '', tab.text)
    element.setAttribute('data-tab', tab.pagePath)
    element.append(icon, label)
    element.onclick = () => onTap(tab)
    bar.append(element)
    return { tab, element, icon, label }
  })
  return {
    /** Shows the bar if `route` is one of its pages. */
    show(route) {
      const selected = tabs.find(({ tab }) => tab.pagePath === route)
      if (selected && bar.style.display === 'none') {
        bar.style.pointerEvents = 'none'
        setTimeout(() => { bar.style.pointerEvents = '' }, SETTLE)
      }
      bar.style.display = selected ? '' : 'none'
      for (const { tab, icon, label } of tabs) {
        const on = tab.pagePath === route
        icon.src = asset(`/${(on && tab.selectedIconPath) || tab.iconPath}`)
        label.style.color = on ? config.selectedColor : config.color
      }
    },
    /** wx.setTabBarItem: only the words of it. */
    rename(index, text) {
      tabs[index].label.textContent = text
    },
    set(index, text) {
      const at = tabs[index]
      if (!at) throw new Error('tabbar item not found')
      at.element.querySelector('em')?.remove()
      // More than three characters do not fit: WeChat shows dots.
      if (text !== null) at.element.append(make(document, 'em', '', text.length > 3 ? '…' : text))
    },
    badge: index => tabs[index].element.querySelector('em')?.textContent ?? null,
  }
}
