import { feedback } from './feedback.mjs'
import { files } from './files.mjs'
import { identity } from './identity.mjs'
import { network } from './network.mjs'
import { Privacy } from './privacy.mjs'
import { setting } from './setting.mjs'
import { sound } from './sound.mjs'
import { storage } from './storage.mjs'
import { system } from './system.mjs'

/** The `wx` of the mini-program, and what a test holds of it. What a mini-program calls and is not here is logged as MISSING. */
export function createWx(parts) {
  const { host, phone, time, navigation, log } = parts
  const wx = {}
  const answers = {}
  const listeners = {}
  const api = {
    ...parts, wx, answers,
    privacy: new Privacy({ phone, time, needed: host.privacy === 'needed' }),
    /** Defines an asynchronous call: callbacks, or a promise where there are none. `answers` may hold a test's own answer. */
    define(name, run) {
      wx[name] = (options = {}) => {
        log(name, options)
        const promise = new Promise((resolve) => { resolve(api.privacy.allow(name).then(() => (answers[name] ?? run)(options))) })
          .then(result => ({ errMsg: `${name}:ok`, ...result }), (error) => { throw { errMsg: `${name}:fail ${error?.message ?? error}` } })
        if (!options.success && !options.fail && !options.complete) return promise
        promise.then(result => time.run(() => {
          options.success?.(result)
          options.complete?.(result)
        }), error => time.run(() => {
          options.fail?.(error)
          options.complete?.(error)
        }))
        return undefined
      }
    },
    /** Defines a call that answers at once. */
    defineSync(name, run) {
      wx[name] = (...args) => {
        log(name, args)
        return (answers[name] ?? run)(...args)
      }
    },
    /** Defines an event: wx.onName and wx.offName. */
    defineEvent(name) {
      const known = listeners[name] = new Set()
      wx[`on${name}`] = listener => void known.add(listener)
      wx[`off${name}`] = listener => (listener ? void known.delete(listener) : known.clear())
    },
  }
  for (const name of ['AppShow', 'AppHide', 'NetworkStatusChange', 'AppRouteDone', 'KeyboardHeightChange', 'Error', 'UnhandledRejection', 'ThemeChange', 'WindowResize']) api.defineEvent(name)
  wx.onNeedPrivacyAuthorization = listener => api.privacy.listen(listener)
  for (const name of ['switchTab', 'navigateTo', 'redirectTo', 'navigateBack', 'reLaunch']) api.define(name, options => navigation[name](options))
  wx.nextTick = f => void setTimeout(() => time.run(f), 0)
  identity(api)
  system(api)
  storage(api)
  const { cutSockets } = network(api)
  files(api)
  feedback(api)
  const permissions = setting(api)
  const { sounds, interruptRecording } = sound(api)

  const strict = new Proxy(wx, {
    get(target, name) {
      if (!(name in target) && typeof name === 'string') log('MISSING', name)
      return target[name]
    },
  })
  return {
    wx: strict, answers, cutSockets, privacy: api.privacy, permissions, sounds, interruptRecording,
    emit: (name, value) => [...listeners[name]].forEach(listener => time.run(() => listener(value))),
  }
}
