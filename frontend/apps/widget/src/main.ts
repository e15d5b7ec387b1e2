/** Decides what this frame is: the chat, or, as long as it is not opened, the little that tells the unread count. */
import { inkOn } from '../loader/contrast'
import { bridge } from './bridge'
import { pageOptions } from './page'
import { peek } from './peek'
import { SessionKeeper } from './session'

const options = pageOptions(location.search, navigator.languages)
const root = document.documentElement
root.lang = options.locale
root.classList.toggle('is-embedded', options.embedded)
if (options.color !== null && CSS.supports('color', options.color)) {
  root.style.setProperty('--chat-accent', options.color)
  root.style.setProperty('--chat-on-accent', inkOn(options.color))
}

const way = bridge(options.embedded ? options.parentOrigin : null)
const keeper = new SessionKeeper(storage(), fetch.bind(globalThis))

void start()

async function start(): Promise<void> {
  const chat = options.opened ? import('./chat') : null
  await way.hello
  if (!way.state.open) await peek(way, () => keeper.tokenOf(way.state.identity))
  const { mount } = await (chat ?? import('./chat'))
  mount(options, way, keeper)
}

/** A frame on a foreign page may be denied it. */
function storage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
