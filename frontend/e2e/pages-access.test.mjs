import test from 'node:test'
import { accessible } from './lib/axe.mjs'
import { story } from './lib/story.mjs'
import { noonZone } from './lib/zone.mjs'

const PHONE = { width: 390, height: 844 }

async function login(stage, path, options) {
  const page = await stage.page('admin', options)
  await page.goto(`${stage.desk.url}/console${path}`)
  await page.getByTestId('login-key').fill(stage.desk.adminKey)
  await page.getByTestId('login-submit').click()
  return page
}

async function settings(page, theme) {
  await page.getByTestId('agent-row').first().waitFor()
  await accessible(page, `agents, ${theme}`)
  await page.getByTestId('agent-add').click()
  await page.getByTestId('agent-dialog').waitFor()
  await accessible(page, `a new agent, ${theme}`)
  await page.getByTestId('agent-name').fill('Han Mei')
  await page.getByTestId('agent-save').click()
  await page.getByTestId('staff-key-dialog').waitFor()
  await accessible(page, `a staff key, ${theme}`)
  await page.getByTestId('staff-key-done').click()

  await page.getByTestId('section-desk').click()
  await page.getByTestId('hours-enabled').click()
  await page.getByTestId('origin-input').fill('shop.example.com')
  await page.getByTestId('origin-add').click()
  await page.getByTestId('origin-input').fill('no address')
  await page.getByTestId('origin-add').click()
  await page.getByTestId('max_upload_bytes').fill('0')
  await accessible(page, `the desk, ${theme}`)
  await page.getByTestId('section-widget').click()
  await page.getByTestId('confirm').waitFor()
  await accessible(page, `leaving, ${theme}`)
  await page.getByTestId('confirm-yes').click()
  await page.getByTestId('widget-preview').waitFor()
  await page.getByTestId('widget-title').fill('Linfeng Audio')
  await accessible(page, `the widget, ${theme}`)
  await page.getByTestId('save').click()
  await page.getByTestId('saved').waitFor()
  await page.getByTestId('section-miniprogram').click()
  await page.getByTestId('wechat-test').click()
  await page.getByTestId('wechat-result').waitFor()
  await accessible(page, `the mini-program, ${theme}`)
}

async function dashboard(page, theme) {
  await page.locator('[data-testid=figure-opened][data-count="1"]').waitFor()
  await accessible(page, `the dashboard, ${theme}`)
  await page.getByTestId('chart-volume').getByRole('button', { pressed: false }).last().click()
  await page.getByTestId('option-custom').click()
  await page.getByTestId('custom-days').waitFor()
  await accessible(page, `the dashboard as a table, ${theme}`)
  await page.getByTestId('figure-opened').click()
  await page.getByTestId('counted-end').waitFor()
  await accessible(page, `what a figure counts, ${theme}`)
}

for (const [theme, locale, viewport] of [['light', 'zh-CN'], ['dark', 'en-GB'], ['dark', 'zh-CN', PHONE], ['light', 'en-GB', PHONE]]) {
  test(`settings, dashboard and a customer for everybody, ${theme}, ${locale}${viewport ? ', on a phone' : ''}`, story(async (stage) => {
    const session = await stage.desk.visitor('林晓雯')
    await stage.desk.call('POST', '/my/messages', { token: session.token, body: { text: '你好', client_id: 'one' } })
    const { id } = await stage.desk.call('GET', '/my/conversation', { token: session.token })
    await stage.desk.call('PATCH', `/customers/${session.openid}`, { body: { profile: { 手机: '138 0571 2210' } } })
    await stage.desk.call('POST', `/conversations/${id}/notes`, { body: { text: '偏好微信沟通' } })

    const options = { colorScheme: theme, locale, timezoneId: noonZone(), viewport: viewport ?? { width: 1440, height: 900 } }
    const page = await login(stage, '/settings', options)
    await settings(page, theme)
    await page.goto(`${stage.desk.url}/console/dashboard`)
    await dashboard(page, theme)
    await page.goto(`${stage.desk.url}/console/c/${id}`)
    if (viewport) await page.getByTestId('show-customer').click()
    await page.getByTestId('pane-note').waitFor()
    await page.getByTestId('field-add').click()
    await accessible(page, `a customer, ${theme}`)
  }))
}
