import '@kefu/chat-ui/style.css'
import './style.css'
import { createApp } from 'vue'
import { bridge } from './bridge'
import { pageOptions } from './page'
import { SessionKeeper } from './session'
import App from './App.vue'

const options = pageOptions(location.search, navigator.languages)
const root = document.documentElement
root.lang = options.locale
root.classList.toggle('is-embedded', options.embedded)
if (options.color !== null && CSS.supports('color', options.color)) root.style.setProperty('--chat-accent', options.color)

createApp(App, {
  options,
  bridge: bridge(options.embedded ? options.parentOrigin : null),
  keeper: new SessionKeeper(storage(), fetch.bind(globalThis)),
}).mount('#app')

/** A frame on a foreign page may be denied it. */
function storage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
