import { make } from './dom.mjs'
import { createKeyboard } from './keyboard.mjs'
import { NAVIGATION_BAR, TAB_BAR } from './models.mjs'
import { overlays } from './overlays.mjs'
import { phoneCss } from './style.mjs'
import { createTabBar } from './tab-bar.mjs'

/** The simulated phone: status bar, navigation bar, the pages' place, tab bar, keyboard, and what WeChat lays over them. */
export function createPhone({ document, app, model, asset, dark = false }) {
  const style = make(document, 'style', '', phoneCss(model))
  document.head.appendChild(style)
  const root = make(document, 'div', dark ? 'ph dark' : 'ph')
  const top = createTop(document, root, () => phone.onBack())
  const pages = make(document, 'div', 'ph-pages')
  root.append(pages)
  document.body.append(root)
  const tabBar = createTabBar(document, root, app.tabBar, asset, tab => phone.onTab(tab))
  root.append(make(document, 'div', 'ph-home'))
  let hasTabBar = false
  const windowHeight = () => model.height - model.statusBar - NAVIGATION_BAR - (hasTabBar ? TAB_BAR + model.safeBottom : 0)

  const phone = {
    model, pages, root,
    keyboard: createKeyboard(document, root, model),
    /** Who hears of taps on the phone's own bars, and on a page's button of consent. */
    onTab() {},
    onBack() {},
    onAgree() {},
    title: () => top.title.textContent,
    badge: index => tabBar.badge(index),
    window: () => ({
      pixelRatio: 3, windowWidth: model.width, windowHeight: windowHeight(), screenWidth: model.width, screenHeight: model.height,
      screenTop: model.statusBar + NAVIGATION_BAR, statusBarHeight: model.statusBar,
      safeArea: { top: model.statusBar, left: 0, right: model.width, bottom: model.height - model.safeBottom, width: model.width, height: model.height - model.statusBar - model.safeBottom },
    }),
    menuButton: () => ({ top: model.statusBar + 6, bottom: model.statusBar + 38, left: model.width - 94, right: model.width - 7, width: 87, height: 32 }),
    /** A page comes to the front. */
    enter(page, depth) {
      const config = { ...app.window, ...page.config }
      hasTabBar = (app.tabBar?.list ?? []).some(tab => tab.pagePath === page.route)
      top.show({ ...config, navigationBarTitleText: page.title ?? config.navigationBarTitleText }, depth > 1)
      tabBar.show(page.route)
    },
    setNavigationBarTitle({ title }) {
      top.title.textContent = title
    },
    setTabBarBadge: ({ index, text }) => tabBar.set(index, String(text)),
    setTabBarItem({ index, text }) {
      if (text !== undefined) tabBar.rename(index, text)
    },
    removeTabBarBadge: ({ index }) => tabBar.set(index, null),
    ...overlays(document, root, asset),
    hideKeyboard() {
      for (const frame of pages.querySelectorAll('iframe')) {
        const active = frame.contentWindow.document.activeElement
        if (active && /^(INPUT|TEXTAREA)$/.test(active.tagName)) active.blur()
      }
    },
  }
  return phone
}

function createTop(document, root, onBack) {
  const status = make(document, 'div', 'ph-status')
  const bar = make(document, 'div', 'ph-nav')
  const title = make(document, 'span', 'ph-title')
  const back = make(document, 'a', 'ph-back')
  const capsule = make(document, 'div', 'ph-capsule')
  const signal = make(document, 'span', 'ph-signal')
  for (const height of [4, 6, 8, 10]) {
    const stroke = make(document, 'i')
    stroke.style.height = `${height}px`
    signal.append(stroke)
  }
  signal.append(make(document, 'b'))
  status.append(make(document, 'span', '', '9:41'), signal)
  capsule.append(make(document, 'i'), make(document, 'b'))
  bar.append(back, title, capsule)
  root.append(status, bar)
  back.onclick = onBack
  return {
    title,
    show({ navigationBarTitleText, navigationBarBackgroundColor, navigationBarTextStyle }, withBack) {
      title.textContent = navigationBarTitleText ?? ''
      back.style.display = withBack ? '' : 'none'
      for (const element of [status, bar]) {
        element.style.background = navigationBarBackgroundColor ?? '#000'
        element.style.color = navigationBarTextStyle === 'black' ? '#000' : '#fff'
      }
    },
  }
}
