// What console and widget have in common: the message list and the composer.
import assert from 'node:assert/strict'
import { eventually, PATIENCE } from './wait.mjs'

export class Chat {
  /** `at` is a page or a frame. */
  constructor(page, at) {
    this.page = page
    this.at = at
    this.input = at.getByTestId('composer-input')
    this.messages = at.getByTestId('message')
  }

  async write(text) {
    await this.input.fill(text)
    await this.input.press('Enter')
  }

  /** Picks files by the real input. */
  async attach(...files) {
    await this.at.getByTestId('composer-file').setInputFiles(files)
  }

  /** The message with this text. */
  message(text) {
    return this.messages.filter({ hasText: text })
  }

  /** Waits until the message stands there once, in a state: sending, sent, read, failed or received. Without one it may not have left this page yet. */
  async has(text, state, within = PATIENCE) {
    const message = this.message(text)
    await message.first().waitFor({ timeout: within })
    await eventually(async () => {
      assert.equal(await message.count(), 1, `${text} stands there once`)
      if (state !== undefined) assert.equal(await message.getAttribute('data-state'), state, `the state of ${text}`)
    }, within)
  }

  /** Waits for the other side's typing to show. It shows for some seconds only: begin to wait before they type. */
  async showsTyping() {
    await eventually(async () => assert.notEqual((await this.at.getByTestId('typing').innerText()).trim(), ''))
  }

  async showsNoTyping() {
    await eventually(async () => assert.equal((await this.at.getByTestId('typing').innerText()).trim(), ''))
  }

  /** `[seq, text]` of every message as it is shown. */
  async shown() {
    return this.messages.evaluateAll(all => all.map(el => [Number(el.dataset.seq ?? 0), el.querySelector('.chat-text')?.textContent ?? '']))
  }

  /** Waits until what is shown is what the desk has stored: all, once, and in order. */
  async equals(history) {
    const stored = history.map(m => [m.seq, m.text ?? ''])
    await eventually(async () => assert.deepEqual(await this.shown(), stored))
  }

  /** The same of a conversation too long to be all in the page: at least the last `most` stand there, once and in order. */
  async equalsEnd(history, most) {
    const stored = history.map(m => [m.seq, m.text ?? ''])
    await eventually(async () => {
      const shown = await this.shown()
      assert.ok(shown.length >= Math.min(most, stored.length), `only ${shown.length} messages are in the page`)
      assert.deepEqual(shown, stored.slice(-shown.length))
    })
  }
}
