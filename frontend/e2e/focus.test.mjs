// Whatever lies over the page is opened by keyboard and closed by Escape and by what it does; then the focus is where it was.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Console } from './lib/console.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

const WIDE = { viewport: { width: 1440, height: 900 } }
const FOLDED = { viewport: { width: 1100, height: 800 } }

/** Somebody at the keyboard of a page. */
class Keyboard {
  constructor(page) {
    this.page = page
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve())
  }

  /** Goes to an element as Tab would, and presses Enter. */
  async enter(locator) {
    await locator.focus()
    await this.press('Enter')
  }

  /** Waits until that element has the focus; `what` names the moment. */
  async at(locator, what) {
    await eventually(async () => {
      const held = await locator.evaluate(element => element === document.activeElement)
      assert.ok(held, `${what}: the focus is at ${await this.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 160))}`)
    })
  }

  /** The page as a whole has the focus: single keys are heard. */
  async nowhere(what) {
    await eventually(async () => assert.equal(await this.page.evaluate(() => document.activeElement?.tagName), 'BODY', what))
  }

  /** Opens by Enter on `from`, closes by Escape; the focus is back. */
  async andBack(from, opened, what) {
    await this.enter(from)
    await opened.waitFor()
    await this.away(from, opened)
    await this.press('Escape')
    await opened.waitFor({ state: 'detached' })
    await this.at(from, `${what}, by Escape`)
  }

  /** The focus has come into what was opened: only then it can be given back. */
  async away(from, opened) {
    await eventually(async () => assert.ok(await opened.evaluate(element => element.contains(document.activeElement)), 'the focus is in what was opened'))
  }
}

async function enter(stage, who, key, options, path = '') {
  const page = await stage.page(who, options)
  await page.goto(`${stage.desk.url}/console${path || '/'}`)
  const desk = new Console(page)
  await desk.login(key)
  return desk
}

test('settings give the focus back', story(async (stage) => {
  for (const name of ['Han Mei', 'Lin Tao', 'Wang Fang']) await stage.desk.agent(name)
  const { page } = await enter(stage, 'admin', stage.desk.adminKey, WIDE, '/settings/agents')
  const keys = new Keyboard(page)
  const row = name => page.locator(`[data-testid=agent-row][data-agent="${name}"]`)
  const menu = name => row(name).getByTestId('agent-actions')
  const dialog = page.getByTestId('agent-dialog')
  const confirm = page.getByTestId('confirm')
  const shownKey = page.getByTestId('staff-key-dialog')
  const choose = async (name, what) => {
    await keys.enter(menu(name))
    await page.getByTestId(`agent-${what}`).focus()
    await keys.press('Enter')
  }
  await row('Han Mei').waitFor()

  await keys.andBack(menu('Lin Tao'), page.getByTestId('agent-edit'), 'the menu of an agent')
  await choose('Lin Tao', 'edit')
  await keys.away(menu('Lin Tao'), dialog)
  await keys.press('Escape')
  await keys.at(menu('Lin Tao'), 'an agent’s dialog, by Escape')
  await choose('Lin Tao', 'edit')
  await keys.away(menu('Lin Tao'), dialog)
  await page.getByTestId('agent-name').fill('Lin Tao II')
  await keys.press('Enter')
  await row('Lin Tao II').waitFor()
  await keys.at(menu('Lin Tao II'), 'an agent’s dialog, saved')

  // A question, refused and confirmed; who is disabled moves to the end of the list, and back.
  await choose('Han Mei', 'disable')
  await keys.away(menu('Han Mei'), confirm)
  await keys.press('Escape')
  await keys.at(menu('Han Mei'), 'a question, by Escape')
  await choose('Han Mei', 'disable')
  await keys.away(menu('Han Mei'), confirm)
  await keys.enter(page.getByTestId('confirm-yes'))
  await page.locator('[data-testid=agent-row][data-agent="Han Mei"][data-disabled=true]').waitFor()
  await keys.at(menu('Han Mei'), 'an agent who is disabled')
  await choose('Han Mei', 'enable')
  await page.locator('[data-testid=agent-row][data-agent="Han Mei"][data-disabled=false]').waitFor()
  await keys.at(menu('Han Mei'), 'an agent who is enabled')

  // One dialog after another: the second gives the focus back to where the first was opened.
  await choose('Wang Fang', 'rotate')
  await keys.away(menu('Wang Fang'), confirm)
  await keys.enter(page.getByTestId('confirm-yes'))
  await keys.away(menu('Wang Fang'), shownKey)
  await keys.enter(page.getByTestId('staff-key-done'))
  await keys.at(menu('Wang Fang'), 'a new key')
  const add = page.getByTestId('agent-add')
  await keys.andBack(add, dialog, 'a new agent')
  await keys.enter(add)
  await page.getByTestId('agent-name').fill('Zhao Min')
  await keys.press('Enter')
  await keys.away(add, shownKey)
  await keys.enter(page.getByTestId('staff-key-done'))
  await keys.at(add, 'a new agent who was made')

  // Saving takes the bar away.
  await page.getByTestId('section-desk').click()
  const deskName = page.getByTestId('desk-name')
  await deskName.fill('Linfeng Audio')
  await keys.enter(page.getByTestId('save'))
  await page.getByTestId('saved').waitFor()
  await keys.at(deskName, 'settings that were saved')

  // The question before leaving what is not saved.
  await deskName.fill('Half')
  const section = page.getByTestId('section-widget')
  await keys.andBack(section, confirm, 'leaving what is not saved')
}))

test('the inbox gives the focus back', story(async (stage) => {
  const han = await stage.desk.agent('Han Mei')
  await stage.desk.agent('王磊')
  const session = await stage.desk.visitor('Li Lei')
  await stage.desk.call('POST', '/my/messages', { token: session.token, body: { text: 'Hello?', client_id: 'one' } })
  const { id } = await stage.desk.call('GET', '/my/conversation', { token: session.token })
  const { page, input } = await enter(stage, 'agent', han.key, WIDE, `/c/${id}`)
  const keys = new Keyboard(page)
  const by = testid => page.getByTestId(testid)
  await input.waitFor()
  await by('customer-openid').waitFor()

  // Menus.
  for (const [button, entry] of [['list-status', 'list-status-open'], ['list-sort', 'list-sort-waiting'], ['conversation-menu', 'menu-priority'], ['account', 'open-notifications'], ['theme', 'theme-dark'], ['locale', 'locale-en']]) {
    await keys.enter(by(button))
    await by(entry).waitFor()
    await keys.press('Escape')
    await by(entry).waitFor({ state: 'detached' })
    await keys.at(by(button), `${button}, by Escape`)
  }
  await keys.enter(by('list-sort'))
  await by('list-sort-waiting').focus()
  await keys.press('Enter')
  await keys.at(by('list-sort'), 'an order that was chosen')

  // Dialogs that a menu leads to, the first time with their code still on its way, and again.
  for (const time of ['once', 'again']) {
    await keys.enter(by('account'))
    await by('open-notifications').focus()
    await keys.press('Enter')
    await keys.away(by('account'), by('notifications'))
    await keys.press('Escape')
    await keys.at(by('account'), `notifications, ${time}`)
    await keys.enter(by('conversation-menu'))
    await by('menu-priority').focus()
    await keys.press('Enter')
    await keys.away(by('conversation-menu'), by('palette'))
    await keys.press('Escape')
    await keys.at(by('conversation-menu'), `the palette from a menu, ${time}`)
  }
  await keys.enter(by('conversation-menu'))
  await by('menu-priority').focus()
  await keys.press('Enter')
  await keys.away(by('conversation-menu'), by('palette'))
  await keys.press('u', 'r', 'g', 'Enter')
  await by('conversation-priority').waitFor()
  await keys.at(by('conversation-menu'), 'a priority that was chosen')
  await keys.andBack(by('transfer'), by('palette'), 'the transfer')

  // Buttons that go by what they do.
  for (const [act, next] of [['claim', 'pending'], ['pending', 'reopen'], ['reopen', 'pending'], ['resolve', 'reopen']]) {
    await keys.enter(by(act))
    await by(act).waitFor({ state: 'detached' })
    await keys.at(by(next), act)
  }
  await keys.enter(by('state-hint').getByRole('button'))
  await by('state-hint').waitFor({ state: 'detached' })
  await keys.at(input, 'reopened beside the field')

  // By keys, from a field and from nowhere.
  await input.focus()
  await keys.press('Control+k')
  await keys.away(input, by('palette'))
  await keys.press('Escape')
  await keys.at(input, 'the palette from the field')
  await keys.press('Escape')
  await keys.nowhere('out of the field')
  for (const [key, opened] of [['?', 'shortcuts'], ['Control+k', 'palette']]) {
    await keys.press(key)
    await keys.away(null, by(opened))
    await keys.press('Escape')
    await by(opened).waitFor({ state: 'detached' })
    await keys.nowhere(`${opened} from nowhere`)
  }

  // What is chosen while one writes.
  await input.focus()
  await keys.press('/')
  await by('canned-picker').waitFor()
  await keys.press('Escape')
  await keys.at(input, 'canned replies')
  await keys.press('Backspace')
  await keys.andBack(by('composer-emoji'), by('emoji-picker'), 'emoji')

  // The customer beside it: fields, tags, and the question before a block.
  await keys.enter(by('tag-add'))
  await keys.at(by('tag-input'), 'a tag')
  await keys.press('Escape')
  await keys.at(by('tag-add'), 'a tag, by Escape')
  await keys.press('Enter')
  await by('tag-input').fill('vip')
  await keys.press('Enter')
  await by('tag').waitFor()
  await keys.press('Escape')
  await keys.enter(by('tag').getByRole('button'))
  await by('tag').waitFor({ state: 'detached' })
  await keys.at(by('tag-add'), 'a tag that was removed')
  await keys.enter(by('field-add'))
  await by('add-field').waitFor()
  await keys.press('Escape')
  await keys.at(by('field-add'), 'a field, by Escape')
  await keys.andBack(by('block'), by('confirm'), 'the question before a block')
  await keys.enter(by('block'))
  await keys.away(by('block'), by('confirm'))
  await keys.enter(by('confirm-yes'))
  await by('blocked').waitFor()
  await keys.at(by('block'), 'a customer who is blocked')

  // A message: its menu, and what goes with a message that is recalled.
  await input.fill('Here you are')
  await keys.press('Enter')
  await page.locator('[data-testid=message][data-state=sent], [data-testid=message][data-state=read]').filter({ hasText: 'Here you are' }).waitFor()
  await input.focus()
  await keys.press('ArrowUp')
  const more = by('message-more').last()
  await keys.at(more, 'the newest message')
  await keys.press('Enter')
  await by('recall').waitFor()
  await keys.press('Escape')
  await keys.at(more, 'the menu of a message, by Escape')
  await keys.press('Enter')
  await by('recall').focus()
  await keys.press('Enter')
  await page.getByText('You recalled a message').waitFor()
  await keys.at(input, 'a message that was recalled')

  // Where the customer lies over the conversation.
  await page.setViewportSize(FOLDED.viewport)
  await keys.enter(by('show-customer'))
  await by('customer-pane').getByRole('button', { name: 'Close' }).first().focus()
  await keys.press('Enter')
  await by('customer-pane').waitFor({ state: 'detached' })
  await keys.at(by('show-customer'), 'the customer who lies over the conversation')
}))

test('the dashboard gives the focus back, and its agents lead to their conversations', story(async (stage) => {
  const han = await stage.desk.agent('Han Mei')
  const session = await stage.desk.visitor('Li Lei')
  await stage.desk.call('POST', '/my/messages', { token: session.token, body: { text: 'Hello?', client_id: 'one' } })
  const { id } = await stage.desk.call('GET', '/my/conversation', { token: session.token })
  await stage.desk.call('POST', `/conversations/${id}/claim`, { token: han.key })
  // Who has something to do and is not there is no agent online.
  const absent = await stage.desk.agent('Lin Tao')
  const other = await stage.desk.visitor('Zhao Min')
  await stage.desk.call('POST', '/my/messages', { token: other.token, body: { text: 'Hello?', client_id: 'one' } })
  const { id: theirs } = await stage.desk.call('GET', '/my/conversation', { token: other.token })
  await stage.desk.call('POST', `/conversations/${theirs}/claim`, { token: absent.key })
  await enter(stage, 'agent', han.key, WIDE)
  const { page } = await enter(stage, 'admin', stage.desk.adminKey, WIDE, '/dashboard')
  const keys = new Keyboard(page)
  const figure = page.getByTestId('now-agents')
  const agents = page.getByTestId('online-agents')
  const counted = page.getByTestId('counted')
  await page.locator('[data-testid=now-agents][data-count="2"]').waitFor()

  await keys.andBack(figure, agents, 'the agents online')
  await keys.enter(figure)
  await eventually(async () => assert.equal(await agents.getByTestId('load-row').count(), 2, 'as many as the figure says'))
  assert.equal(await agents.locator(`[data-agent="${absent.id}"]`).count(), 0, 'who is not there is not listed')
  await keys.enter(agents.locator(`[data-agent="${han.id}"]`).getByRole('button'))
  await counted.waitFor()
  await eventually(async () => assert.deepEqual(await counted.getByTestId('counted-row').evaluateAll(rows => rows.map(row => row.dataset.conversationId)), [id]))
  await keys.press('Escape')
  await counted.waitFor({ state: 'detached' })
  await keys.at(figure, 'an agent’s conversations')

  await keys.andBack(page.getByTestId('now-open'), counted, 'what a figure counts')
}))
