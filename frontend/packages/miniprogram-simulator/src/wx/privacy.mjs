/** Calls that touch what is the user's own. */
const PRIVATE = new Set(['chooseMedia', 'chooseImage', 'chooseMessageFile', 'setClipboardData', 'getClipboardData', 'saveImageToPhotosAlbum', 'authorize', 'RecorderManager.start'])

/**
 * WeChat's privacy authorisation: a private call waits until the user has agreed to the guidelines, by a tap on a button
 * of open-type agreePrivacyAuthorization. Whoever listened last is asked; without a listener WeChat asks by itself.
 */
export class Privacy {
  #listener = null
  /** Ids of agree buttons that were tapped. */
  #tapped = new Set()

  constructor({ phone, time, needed }) {
    Object.assign(this, { phone, time, needed })
    phone.onAgree = id => this.#tapped.add(id)
  }

  listen(listener) {
    this.#listener = listener
  }

  /** Resolves when the call may go on; rejects when the user declined. */
  async allow(name) {
    if (!this.needed || !PRIVATE.has(name)) return
    const answer = await new Promise((resolve) => {
      const settle = (given) => {
        if (given.event === 'agree' || given.event === 'disagree') resolve(given)
      }
      if (this.#listener === null) resolve({ event: 'disagree' })
      else this.time.run(() => this.#listener(settle, { referrer: name }))
    })
    if (answer.event !== 'agree' || !this.#tapped.has(answer.buttonId)) throw new Error('privacy permission is not authorized')
    this.needed = false
  }
}
