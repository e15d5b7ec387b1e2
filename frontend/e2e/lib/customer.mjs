import assert from 'node:assert/strict'
import { Chat } from './chat.mjs'
import { eventually } from './wait.mjs'

/** A customer: the widget on the shop's page, or the chat alone. */
export class Customer extends Chat {
  async openWidget() {
    await this.page.getByTestId('launcher').click()
    await this.input.waitFor()
  }

  async closeWidget() {
    await this.at.getByTestId('chat-close').click()
    await this.input.waitFor({ state: 'hidden' })
  }

  /** Waits for the launcher's badge; 0 is none. */
  async badge(count) {
    const badge = this.page.getByTestId('unread-badge')
    await eventually(async () => assert.equal(await badge.isVisible() ? Number(await badge.innerText()) : 0, count, 'the badge'))
  }
}
