import assert from 'node:assert/strict'
import { Chat } from './chat.mjs'
import { eventually } from './wait.mjs'

/** The agent console. */
export class Console extends Chat {
  constructor(page) {
    super(page, page)
  }

  async login(key) {
    await this.page.getByTestId('login-key').fill(key)
    await this.page.getByTestId('login-submit').click()
  }

  row(conversation) {
    return this.page.locator(`[data-testid=conversation-row][data-conversation-id="${conversation}"]`)
  }

  async open(conversation) {
    await this.row(conversation).click()
    await this.input.waitFor()
  }

  /** Waits for what the list says is unread, of one conversation and of all. */
  async unread(conversation, count, total = count) {
    await eventually(async () => {
      const [badge = '0'] = await this.row(conversation).getByTestId('row-unread').allInnerTexts()
      assert.equal(Number(badge), count, 'unread of the conversation')
      assert.equal(Number(await this.page.getByTestId('total-unread').first().getAttribute('data-unread')), total, 'unread of all')
    })
  }

  /** The one conversation of the list. */
  async onlyConversation() {
    const row = this.page.getByTestId('conversation-row')
    await row.first().waitFor()
    assert.equal(await row.count(), 1)
    return row.getAttribute('data-conversation-id')
  }
}
