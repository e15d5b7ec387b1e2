/**
 * Decides what this frame is: the chat, or, as long as it is not opened, the little that tells the unread count. It is
 * small and comes first: it signs in and dials while the chat's code is on its way.
 */
import { inkOn } from '../loader/contrast'
import { lookOf } from '../loader/look'
import { bridge } from './bridge'
import { early } from './early'
import { pageOptions } from './page'
import { peek } from './peek'
import { SessionKeeper } from './session'
import { deviceStorage } from './storage'
import { languageOf } from './words'

const options = pageOptions(location.search, navigator.languages, lookOf(document.querySelector<HTMLMetaElement>('meta[name=kefu-look]')?.content))
const root = document.documentElement
root.lang = options.locale
root.classList.toggle('is-embedded', options.embedded)
if (options.color !== null && CSS.supports('color', options.color)) {
  root.style.setProperty('--chat-accent', options.color)
  root.style.setProperty('--chat-on-accent', inkOn(options.color))
}

const way = bridge(options.embedded ? options.parentOrigin : null)
const keeper = new SessionKeeper(deviceStorage(), fetch.bind(globalThis))

void start()

async function start(): Promise<void> {
  const load = () => Promise.all([import('./chat'), languageOf(options.locale)])
  const chat = options.opened ? load() : null
  await way.hello
  if (!way.state.open) await peek(way, () => keeper.sessionOf(way.state.identity)?.token ?? null)
  const begun = early(keeper, way.state.identity)
  // A browser's first date in a language takes it long; now there is nothing else to do.
  new Intl.DateTimeFormat(options.locale, { hour: '2-digit', minute: '2-digit' }).format()
  const [{ mount }, language] = await (chat ?? load())
  mount({ options, keeper, language, early: begun }, way)
}
