import { elements } from '../elements/index.mjs'
import { createPhone } from '../phone/index.mjs'
import { createWx } from '../wx/index.mjs'
import { Loader } from './loader.mjs'
import { Navigation } from './navigation.mjs'
import { Registry } from './registry.mjs'
import { Suspension } from './suspension.mjs'
import { themed } from './theme.mjs'

/** So long after it went to the background a mini-program's JavaScript stands still, ms. */
const SUSPENDED_AFTER = 5_000

/**
 * Boots a compiled mini-program. `host` is what differs between Node and a browser (see node.mjs, chromium.mjs):
 * `webSocket`, `fetch`, `upload`, `loginCode`, `pickFiles`, `blob`, `imageSize`, `play`, `storage`, `model` (the phone), `theme`,
 * `permissions`, `onPermission`, `assetBase`.
 */
export function boot(compiled, host) {
  const bundle = inTheme(compiled, host.theme ?? 'light')
  const errors = []
  const onError = (error) => {
    errors.push(error)
    console.error('[mini-program]', error)
  }
  const time = new Suspension(onError)
  const calls = []
  const files = new Map()
  const asset = assets(host, files)
  const phone = createPhone({ document: host.document, app: bundle.app, model: host.model, asset, dark: host.theme === 'dark' })
  const registry = new Registry(bundle, elements({ asset, keyboard: phone.keyboard, onAgree: id => phone.onAgree(id) }), { onError, defer: f => setTimeout(() => time.run(f), 0) })
  const navigation = new Navigation({
    bundle, registry, phone, document: host.document, styles: host.styles !== false, run: f => time.run(f), routed: () => platform.emit('AppRouteDone', {}),
  })
  const platform = createWx({ host, phone, navigation, time, files, asset, darkmode: bundle.app.darkmode === true, log: (name, argument) => calls.push({ name, argument }), onError })
  const app = start({ bundle, registry, time, navigation, platform })

  phone.onTab = tab => navigation.switchTab({ url: `/${tab.pagePath}` })
  phone.onBack = () => navigation.navigateBack()
  const background = new Background({ app, navigation, platform, time })
  navigation.reLaunch({ url: `/${bundle.app.entryPagePath ?? bundle.pages[0]}` })

  return {
    app, calls, errors, navigation, phone, platform, time,
    hide: () => background.hide(),
    show: () => background.show(),
    stop() {
      background.stop()
      platform.cutSockets()
      time.stop()
    },
  }
}

/** The app as it is configured for light or dark. */
function inTheme(bundle, theme) {
  const variables = bundle.theme[theme]
  const components = Object.fromEntries(Object.entries(bundle.components).map(([path, { json, ...rest }]) => [path, { ...rest, json: themed(json, variables) }]))
  return { ...bundle, app: themed(bundle.app, variables), components }
}

function start({ bundle, registry, time, navigation, platform }) {
  let app = null
  const loader = new Loader(bundle, {
    wx: platform.wx, ...registry.globals(), ...time.globals(),
    App: (definition) => { app = definition },
    getApp: () => app,
    getCurrentPages: () => navigation.pages,
  })
  loader.load(bundle.entries.app)
  for (const [path, file] of Object.entries(bundle.entries)) {
    if (path === 'app') continue
    registry.current = path
    loader.load(file)
  }
  const options = { path: bundle.pages[0], scene: 1001, query: {}, referrerInfo: {} }
  time.run(() => app.onLaunch?.(options))
  time.run(() => app.onShow?.(options))
  return app
}

/** Leaving the app and coming back. Sockets do not outlive the suspension. */
class Background {
  #timer

  constructor(parts) {
    this.parts = parts
  }

  hide() {
    const { app, navigation, platform, time } = this.parts
    navigation.hideTop()
    time.run(() => app.onHide?.())
    platform.emit('AppHide', {})
    this.#timer = setTimeout(() => {
      time.suspend()
      platform.cutSockets()
    }, SUSPENDED_AFTER)
  }

  show() {
    const { app, navigation, platform, time } = this.parts
    clearTimeout(this.#timer)
    time.resume()
    time.run(() => app.onShow?.({}))
    platform.emit('AppShow', {})
    navigation.showTop()
  }

  stop() {
    clearTimeout(this.#timer)
  }
}

/** Makes an address of what a mini-program names: a path in its package, a chosen file, an address. */
function assets(host, files) {
  const made = new Map()
  return (src) => {
    if (files.has(src)) {
      if (!made.has(src)) made.set(src, host.blobUrl(files.get(src)))
      return made.get(src)
    }
    return /^(https?:|data:|blob:)/.test(src) ? src : host.assetBase + src.replace(/^\//, '')
  }
}
