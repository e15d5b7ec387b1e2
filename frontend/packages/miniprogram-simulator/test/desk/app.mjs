// The mini-program as its users have it, pointed at a test's desk.
import { buildBundle, buildRuntime } from '../../build.mjs'
import { launch } from '../../node.mjs'
import { eventually } from '../../../../e2e/lib/wait.mjs'

/** The address that config.js names; the network takes it to the test's desk. */
export const CONFIGURED = /^(https?|wss?):\/\/127\.0\.0\.1:8080/

const built = Promise.all([buildRuntime(), buildBundle()])

/** What the mini-program's own address stands for, in a test. */
export function redirected(url, desk) {
  return url.replace(CONFIGURED, (_, scheme) => desk.replace(/^http/, scheme.slice(0, 2) === 'ws' ? 'ws' : 'http'))
}

/** Starts the app on the phone of `openid`, in Node. `given` is node.mjs's. */
export async function startApp(platform, openid, given = {}) {
  const [runtime, bundle] = await built
  const url = () => platform.desk.url
  const frames = []
  const app = launch({ runtime, bundle, heard: text => frames.push(JSON.parse(text)), loginCode: () => platform.code(openid), network: address => redirected(address, url()), ...given })
  app.frames = frames
  app.until = (check, within) => eventually(async () => {
    const result = await check()
    if (!result) throw new Error(`never true: ${check}; the page says: ${app.texts('.bubble, .tip, .mark, .reason, .notice-text').join(' | ')}`)
    return result
  }, within)
  app.network = address => redirected(address, url())
  /** Signed in, and welcomed. */
  app.connected = () => app.until(() => app.frames.some(frame => frame.type === 'welcome'))
  /** Writes and sends, in the chat. */
  app.send = async (text) => {
    await app.until(() => app.$('wx-textarea textarea'))
    app.type(text)
    await app.until(() => app.$('.send'))
    app.tap('.send')
    await app.until(() => app.$('wx-textarea textarea').value === '')
  }
  return app
}
