// Somebody's very first visit, without a network: what they write waits on the device, and goes out once.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Customer } from './lib/customer.mjs'
import { story } from './lib/story.mjs'
import { eventually } from './lib/wait.mjs'

test('the first visit ever, without a network', story(async (stage) => {
  const page = await stage.page('customer')
  const context = page.context()
  // The page itself comes from the browser's cache, as where it was open; the desk is away.
  const desk = `${stage.desk.url}/**`
  const away = route => (/\/api\//.test(route.request().url()) ? route.abort() : route.continue())
  await context.route(desk, away)
  await page.goto(`${stage.desk.url}/chat`)
  const customer = new Customer(page, page)
  await customer.write('is anybody there')
  await customer.write('in the tunnel')
  await customer.has('is anybody there', 'sending')
  await customer.at.getByTestId('connection-banner').waitFor()
  await stage.shots('the first visit without a network')

  await page.reload()
  await customer.has('is anybody there', 'sending')
  await customer.has('in the tunnel', 'sending')
  assert.equal((await stage.desk.call('GET', '/customers')).items.length, 0, 'nobody is known yet')

  await context.unroute(desk, away)
  // Nothing tells the page of it: it tries again, the longer it was away the more seldom.
  await customer.has('is anybody there', 'sent', 90_000)
  await customer.has('in the tunnel', 'sent')
  await page.reload()
  await customer.has('in the tunnel', 'sent')
  await eventually(async () => {
    const { items: [conversation, ...others] } = await stage.desk.call('GET', '/conversations')
    assert.equal(others.length, 0)
    const { items } = await stage.desk.call('GET', `/conversations/${conversation.id}/messages`)
    assert.deepEqual(items.map(message => message.text), ['is anybody there', 'in the tunnel'])
  })
}, { expected: [/net::ERR_FAILED/, /WebSocket/] }))
