import type { Hint, Host, Socket, SocketEvents } from '../host'

/** The browser as the client's host. `storage` is where the outbox lives; left out: localStorage, if there is one. */
export function webHost(storage: globalThis.Storage | null = localStorageOrNull()): Host {
  return {
    openSocket,
    setTimer(ms, f) {
      const timer = setTimeout(f, ms)
      return () => clearTimeout(timer)
    },
    now: () => Date.now(),
    random: () => Math.random(),
    newId,
    storage: {
      get: key => attempt(() => storage?.getItem(key) ?? null, null),
      set: (key, value) => attempt(() => storage?.setItem(key, value), undefined),
      remove: key => attempt(() => storage?.removeItem(key), undefined),
      keys: prefix => attempt(() => Object.keys(storage ?? {}).filter(key => key.startsWith(prefix)), []),
    },
    onHint(listener) {
      const tell = (hint: Hint) => () => listener(hint)
      const online = tell('online')
      const offline = tell('offline')
      const seen = () => listener(document.visibilityState === 'visible' ? 'visible' : 'hidden')
      addEventListener('online', online)
      addEventListener('offline', offline)
      document.addEventListener('visibilitychange', seen)
      return () => {
        removeEventListener('online', online)
        removeEventListener('offline', offline)
        document.removeEventListener('visibilitychange', seen)
      }
    },
  }
}

function openSocket(url: string, protocol: string, events: SocketEvents): Socket {
  let socket: WebSocket
  try {
    socket = new WebSocket(url, protocol)
  } catch {
    setTimeout(() => events.close(1006, 'the address is no good'), 0)
    return { send() {}, close() {} }
  }
  socket.onopen = () => events.open()
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') events.text(event.data)
  }
  socket.onclose = event => events.close(event.code, event.reason)
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close() {
      socket.close()
    },
  }
}

/** crypto.randomUUID exists on secure pages only; a desk on a plain http address in the office is not one. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

function localStorageOrNull(): globalThis.Storage | null {
  return attempt(() => localStorage, null)
}

/** Storage throws where it is full or forbidden. */
function attempt<T>(f: () => T, otherwise: T): T {
  try {
    return f()
  } catch {
    return otherwise
  }
}
