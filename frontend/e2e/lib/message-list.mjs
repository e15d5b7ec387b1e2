// The list of messages alone in a page, as it ships, in the hands of a test: when a page of history comes is for the test to say.
import path from 'node:path'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'

const PACKAGE = path.resolve(import.meta.dirname, '../../packages/chat-ui')
const ENTRY = 'virtual:entry'

/**
 * What the page runs. `list` holds the list's items and flags; the test changes them and Vue draws. What stands above the
 * first message of all is higher than the line that it takes the place of.
 */
const SOURCE = `
import { createApp, h, shallowReactive } from 'vue'
import { MessageList, chatLabels } from './src/index.ts'
import './src/style.css'
const labels = chatLabels('en')
const beginning = () => h('div', { style: 'height: 120px' }, 'Welcome')
window.list = shallowReactive({ items: [], hasOlder: true, loadingOlder: false })
createApp({ render: () => h(MessageList, { ...window.list, labels, locale: 'en' }, { beginning }) }).mount('#app')
`

let bundled = null

/** The page's script and style. */
async function bundle() {
  const entry = { name: 'entry', resolveId: id => (id === ENTRY ? path.join(PACKAGE, 'entry.js') : null), load: id => (id === path.join(PACKAGE, 'entry.js') ? SOURCE : null) }
  const { output } = await build({
    root: PACKAGE, configFile: false, logLevel: 'warn', plugins: [entry, vue()],
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
    build: { write: false, minify: false, cssCodeSplit: false, rolldownOptions: { input: ENTRY, output: { format: 'iife' } } },
  })
  const text = kind => output.filter(file => file.fileName.endsWith(kind)).map(file => file.code ?? file.source).join('\n')
  return { script: text('.js'), style: text('.css') }
}

/** A page with nothing but the list, 1200 pixels high. */
export async function listPage(browser) {
  const { script, style } = await (bundled ??= bundle())
  const page = await browser.newPage({ viewport: { width: 900, height: 1200 }, locale: 'en-US', timezoneId: 'UTC' })
  await page.setContent(`<!doctype html><style>${style} html, body { margin: 0; height: 100% } #app { display: flex; height: 100% }</style><div id="app"></div>`)
  await page.addScriptTag({ content: script })
  return page
}
