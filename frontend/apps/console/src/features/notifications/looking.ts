import { onScopeDispose, ref, watch, type Ref } from 'vue'
import type { Told } from './untold'

/** What the tabs of an agent tell each other. */
export type Said =
  /** Somebody looks at this tab, at this conversation if one is open; or (`away`) no longer. */
  | { what: 'looks'; tab: string; conversation: string | null }
  | { what: 'away'; tab: string }
  /** Whoever is looked at may say so: a tab has come that does not know. */
  | { what: 'who' }
  /** The tab that leads cannot sound; one that can may. */
  | { what: 'ring'; ring: string; volume: number }
  /** The tab that leads has told of these, and rings until somebody looks at those conversations. */
  | { what: 'told'; told: Told[]; rings: string[] }

/** Who is looked at says so again this often, in milliseconds; who has not for three times is taken for gone. */
const sayEvery = 4000

export interface Looking {
  /** A person looks at this conversation, in some tab. */
  at: (conversation: string) => boolean
  /** A person looks at the console, in some tab. */
  anywhere: () => boolean
  /** Raised whenever a person turns to the console. */
  turned: Readonly<Ref<number>>
}

/** Knows, over all tabs of an agent, whether and where somebody looks. A person looks at one window at a time. */
export function useLooking(channel: BroadcastChannel, here: Ref<string | null>): Looking {
  const tab = Math.random().toString(36).slice(2)
  const turned = ref(0)
  let seen: { tab: string; conversation: string | null; until: number } | null = null

  const focused = () => document.visibilityState === 'visible' && document.hasFocus()
  const say = (said: Said) => channel.postMessage(said)

  function look() {
    if (focused()) {
      if (seen?.tab !== tab) turned.value++
      seen = { tab, conversation: here.value, until: Infinity }
      say({ what: 'looks', tab, conversation: here.value })
    } else if (seen?.tab === tab) {
      seen = null
      say({ what: 'away', tab })
    }
  }

  function heard({ data }: MessageEvent<Said>) {
    if (data.what === 'who') look()
    else if (data.what === 'away' && seen?.tab === data.tab) seen = null
    else if (data.what === 'looks') {
      if (seen?.tab !== data.tab) turned.value++
      seen = { tab: data.tab, conversation: data.conversation, until: Date.now() + 3 * sayEvery }
    }
  }

  const gone = () => seen?.tab === tab && say({ what: 'away', tab })
  const events = [['focus', look], ['blur', look], ['pagehide', gone]] as const
  for (const [event, does] of events) window.addEventListener(event, does)
  document.addEventListener('visibilitychange', look)
  channel.addEventListener('message', heard)
  watch(here, look)
  const timer = setInterval(look, sayEvery)
  say({ what: 'who' })
  look()

  onScopeDispose(() => {
    gone()
    clearInterval(timer)
    for (const [event, does] of events) window.removeEventListener(event, does)
    document.removeEventListener('visibilitychange', look)
    channel.removeEventListener('message', heard)
  })

  const now = () => (seen && seen.until > Date.now() ? seen : null)
  return { at: (conversation) => now()?.conversation === conversation, anywhere: () => now() !== null, turned }
}
