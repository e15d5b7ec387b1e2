/** @type {boolean} asked and allowed, as far as is known: the next hold begins at once */
let allowed = false

/**
 * Whether the microphone may be used, asking the customer where need be: the first time WeChat does (after the privacy
 * guidelines, where those are due); who declined once is told why it is needed, and led to the settings.
 * @param {import('../words').Words} words
 * @returns {Promise<'ready' | 'asked' | 'refused'>} `asked`: it may be used now, but the finger has gone meanwhile
 */
async function microphone(words) {
  if (allowed) return 'ready'
  const setting = await recordSetting()
  if (setting === true) {
    allowed = true
    return 'ready'
  }
  const now = setting === undefined ? await authorize() : await fromSettings(words)
  allowed = now === 'asked'
  return now
}

/** The phone says that it may not be used after all. */
function forget() {
  allowed = false
}

/** @returns {Promise<boolean | undefined>} undefined where the customer was never asked */
function recordSetting() {
  return new Promise(resolve => wx.getSetting({
    success: ({ authSetting }) => resolve(authSetting['scope.record']),
    fail: () => resolve(undefined),
  }))
}

/** @returns {Promise<'asked' | 'refused'>} */
function authorize() {
  return new Promise(resolve => wx.authorize({ scope: 'scope.record', success: () => resolve('asked'), fail: () => resolve('refused') }))
}

/** @param {import('../words').Words} words @returns {Promise<'asked' | 'refused'>} */
function fromSettings(words) {
  return new Promise(resolve => wx.showModal({
    title: words.microphoneTitle, content: words.microphoneText, confirmText: words.toSettings, cancelText: words.notNow,
    success: ({ confirm }) => {
      if (!confirm) return resolve('refused')
      wx.openSetting({
        success: ({ authSetting }) => resolve(authSetting['scope.record'] === true ? 'asked' : 'refused'),
        fail: () => resolve('refused'),
      })
    },
    fail: () => resolve('refused'),
  }))
}

module.exports = { microphone, forget }
