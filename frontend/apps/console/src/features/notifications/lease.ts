/** How long a lease stands without being renewed, in milliseconds. Hidden tabs may run their timers once in a minute only. */
const term = 70_000
const renewEvery = 2000

/** After taking a lease, how long until it is certain that nobody took it at the same moment, in milliseconds. */
const settling = 100

/**
 * A lock among tabs where the browser has none: a name in storage that must be renewed. Two tabs that take it at the same
 * moment both write and the last one stands, which each finds by reading again.
 */
export function holdLease(name: string, tell: (leads: boolean) => void): () => void {
  const storage = storageOrNull()
  if (!storage) {
    // Tabs that cannot hear of each other speak each for itself.
    tell(true)
    return () => tell(false)
  }
  return hold(name, tell, storage)
}

function hold(name: string, tell: (leads: boolean) => void, storage: Storage): () => void {
  const me = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join('')
  let leads = false
  let settle: ReturnType<typeof setTimeout> | undefined

  const holder = () => {
    const [id = '', until = '0'] = (storage.getItem(name) ?? '').split(' ')
    return Number(until) > Date.now() ? id : ''
  }
  const write = () => storage.setItem(name, `${me} ${Date.now() + term}`)
  const become = (now: boolean) => {
    if (now === leads) return
    leads = now
    tell(now)
  }

  function look() {
    const id = holder()
    if (id === me) {
      write()
      if (settle === undefined) become(true)
    } else if (id !== '') {
      become(false)
    } else {
      write()
      settle = setTimeout(() => {
        settle = undefined
        become(holder() === me)
      }, settling)
    }
  }

  function leave() {
    clearInterval(timer)
    clearTimeout(settle)
    window.removeEventListener('pagehide', leave)
    window.removeEventListener('storage', look)
    if (holder() === me) storage.removeItem(name)
    become(false)
  }

  const timer = setInterval(look, renewEvery)
  window.addEventListener('pagehide', leave)
  // Another tab has left, or taken it.
  window.addEventListener('storage', look)
  look()
  return leave
}

function storageOrNull(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}
