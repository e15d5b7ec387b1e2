import assert from 'node:assert/strict'
import test from 'node:test'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

// Each would call pwned, which fails the story, if anything took it for markup.
const NAME = '<img src=x onerror=pwned(1)>'
const TEXTS = [
  '<img src=x onerror="pwned(2)">',
  '"><svg/onload=pwned(3)><script>pwned(4)</script>',
  '[click](javascript:pwned(5)) javascript:pwned(6) {{constructor.constructor("pwned(7)")()}}',
]
const FILE = '"><img src=x onerror=pwned(8)>.txt'
const TAG = '<b onmouseover=pwned(9)>tag</b>'
const NOTE = '<script>pwned(10)</script> @Han <b>Mei</b> <img src=x onerror=pwned(11)>'
const FIELD = '<svg onload=pwned(12)>'
// A name that would turn what stands beside it round, and hide that it is not "Admin".
const TURNED = 'Ad\u200bmin\u2067'
/** An address that a browser would not follow as it is shown. */
const SPOOF = 'https://example.com/\u202egpj.exe'

/** No element may have come of what somebody wrote, wherever it is shown. */
async function nothingMade(page) {
  assert.equal(await page.locator('img[src="x"], script:not([src]), [onerror], [onload], [onmouseover]').count(), 0, 'no element was made of what somebody wrote')
  const links = await page.locator('a[href]').evaluateAll(all => all.map(a => [a.getAttribute('href'), a.target, a.rel]))
  for (const [href, target, rel] of links) {
    assert.doesNotMatch(href, /^\s*(javascript|data|vbscript):/i)
    if (/^https?:/.test(href)) assert.ok(target === '_blank' && ['noopener', 'noreferrer', 'nofollow'].every(word => rel.includes(word)), `${href} opens as ${target} ${rel}`)
  }
}

test('a customer who writes markup', story(async (stage) => {
  const agent = await stage.desk.agent('Han <b>Mei</b>')
  const desk = await stage.console()
  await desk.login(agent.key)
  const session = await stage.desk.visitor(NAME)
  const customer = await stage.visitor({ session })
  for (const text of TEXTS) await customer.write(text)

  const conversation = await desk.onlyConversation()
  await eventually(async () => assert.ok((await desk.row(conversation).innerText()).includes(NAME), 'the name is a text in the list'))
  await desk.row(conversation).getByTestId('row-preview').filter({ hasText: TEXTS[2] }).waitFor()
  await desk.open(conversation)
  for (const text of TEXTS) await desk.has(text, 'received')
  await desk.write(TEXTS[0])
  await customer.messages.nth(TEXTS.length).waitFor()

  const history = await stage.desk.history(conversation)
  assert.deepEqual(history.map(m => m.text), [...TEXTS, TEXTS[0]])
  assert.equal(history[0].sender.name, NAME)
  await desk.equals(history)
  await customer.equals(history)
  for (const side of [desk, customer]) {
    const made = await side.messages.locator('.chat-bubble :is(img, svg, script, a, b, iframe)').count()
    assert.equal(made, 0, 'no element was made of what somebody wrote')
  }
  await nothingMade(desk.page)
  await customer.page.getByText('Han <b>Mei</b>').first().waitFor()
}))

test('files, cards, tags, notes, profiles and names that are markup', story(async (stage) => {
  const { desk: server } = stage
  const agent = await server.agent('Han <b>Mei</b>')
  const session = await server.visitor(TURNED)
  const customer = await stage.visitor({ session })
  await customer.write(SPOOF)
  await customer.attach({ name: FILE, mimeType: 'text/plain', buffer: Buffer.from('plain') })
  await customer.attach({ name: 'invoice\u202efdp.txt', mimeType: 'text/plain', buffer: Buffer.from('plain') })
  await eventually(async () => assert.equal((await server.call('GET', '/my/messages', { token: session.token })).items.length, 3))
  // What the desk refuses never arrives; what it takes is a card with a title that is markup.
  const card = attachment => server.call('POST', '/my/messages', { token: session.token, body: { kind: 'card', attachment } })
  for (const url of ['javascript:pwned(13)', 'data:text/html,<script>pwned(14)</script>', 'http://example.com/']) await assert.rejects(card({ title: 'x', url }), /400/)
  await card({ title: TEXTS[0], price: TEXTS[1], url: 'https://example.com/?"><script>pwned(15)</script>', fields: { [FIELD]: FIELD } })
  await assert.rejects(server.call('PATCH', `/customers/${session.openid}`, { body: { avatar_url: 'javascript:pwned(16)' } }), /400/)
  await server.call('PATCH', `/customers/${session.openid}`, { body: { profile: { [FIELD.slice(0, 20)]: FIELD }, avatar_url: 'https://127.0.0.1:1/"onerror="pwned(17)' } })
  const { id: conversation } = await server.call('GET', '/my/conversation', { token: session.token })
  await server.call('PATCH', `/conversations/${conversation}`, { body: { tags: [TAG] } })
  await server.call('POST', `/conversations/${conversation}/notes`, { body: { text: NOTE, mentions: [agent.id] } })

  const desk = await stage.console()
  await desk.login(agent.key)
  await desk.row(conversation).waitFor()
  await desk.open(conversation)
  const { page } = desk
  await page.getByTestId('note').filter({ hasText: '<script>pwned(10)</script>' }).waitFor()
  await page.getByTestId('mention').filter({ hasText: '@Han <b>Mei</b>' }).waitFor()
  await desk.message(TEXTS[0]).waitFor()
  await page.getByTestId('customer-pane').getByText(TAG).waitFor()
  await page.getByTestId('customer-pane').getByText(FIELD).first().waitFor()
  await nothingMade(page)

  // Names are shown without what would turn or hide a part of them; a link ends where what is seen ends.
  await eventually(async () => assert.equal(await page.getByTestId('conversation-name').innerText(), 'Admin'))
  assert.ok((await page.locator('.chat-file-name').last().innerText()).replaceAll(/\s/g, '').endsWith('fdp.txt'))
  assert.equal(await page.locator('.chat-text a').first().getAttribute('href'), 'https://example.com/')
  const hidden = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/
  for (const place of ['.chat-file-name', '[data-testid=conversation-name]', '[data-testid=conversation-row]']) {
    for (const shown of await page.locator(place).allInnerTexts()) assert.doesNotMatch(shown, hidden, place)
  }

  // The same in the palette, where all of it is found.
  await page.evaluate(() => document.activeElement?.blur())
  await page.keyboard.press('Control+k')
  await page.locator('[data-testid=palette-input]:focus').waitFor()
  await page.keyboard.type('admin')
  await page.getByTestId('palette-entry').filter({ hasText: 'Admin' }).first().waitFor()
  await nothingMade(page)
  await page.keyboard.press('Escape')
  await page.getByTestId('palette').waitFor({ state: 'detached' })
  await page.keyboard.press('l')
  await page.getByTestId('palette-entry').filter({ hasText: TAG }).waitFor()
  await nothingMade(page)
}, { expected: [/127\.0\.0\.1:1/, /ERR_(CONNECTION_REFUSED|UNSAFE_PORT)/] }))
