import type { Hint, Host, Socket, SocketEvents } from '../host'

/** The mini-program's logic layer as the client's host. The outbox lives in wx's storage, which each WeChat user has to themselves. */
export function wxHost(): Host {
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
      get: key => attempt(() => textOr(wx.getStorageSync<unknown>(key)), null),
      set: (key, value) => attempt(() => wx.setStorageSync(key, value), undefined),
      remove: key => attempt(() => wx.removeStorageSync(key), undefined),
      keys: prefix => attempt(() => wx.getStorageInfoSync().keys.filter(key => key.startsWith(prefix)), []),
    },
    onHint(listener) {
      const network = (status: { isConnected?: boolean } | { errMsg: string }) => listener('isConnected' in status && status.isConnected ? 'online' : 'offline')
      const tell = (hint: Hint) => () => listener(hint)
      const shown = tell('visible')
      const hidden = tell('hidden')
      wx.onNetworkStatusChange(network)
      wx.onAppShow(shown)
      wx.onAppHide(hidden)
      return () => {
        wx.offNetworkStatusChange(network)
        wx.offAppShow(shown)
        wx.offAppHide(hidden)
      }
    },
  }
}

/**
 * wx tells the end of a socket in three ways (connectSocket's fail, onError, onClose), some phones in two of them at
 * once: the first one counts.
 */
function openSocket(url: string, protocol: string, events: SocketEvents): Socket {
  let open = false
  let ended = false
  const end = (code: number, reason: string) => {
    if (ended) return
    ended = true
    open = false
    events.close(code, reason)
  }
  const fail = ({ errMsg }: { errMsg: string }) => void setTimeout(() => end(1006, errMsg), 0)
  const task = wx.connectSocket({ url, protocols: [protocol], fail })
  task.onOpen(() => {
    open = true
    events.open()
  })
  task.onMessage(({ data }) => {
    if (!ended && typeof data === 'string') events.text(data)
  })
  task.onError(fail)
  task.onClose(({ code, reason }) => end(code, reason))
  return {
    send(text) {
      // What is lost here is found out by the close that follows.
      if (open) task.send({ data: text, fail() {} })
    },
    close() {
      open = false
      // Of a socket that was not open yet some phones never tell the end.
      task.close({ code: 1000, fail: () => end(1006, 'closed') })
    },
  }
}

/**
 * The logic layer has no synchronous source of secure randomness. It needs none here: an id has to differ from the same
 * customer's others, and nobody else can send under it.
 */
function newId(): string {
  const part = () => Math.floor(Math.random() * 2 ** 48).toString(36).padStart(10, '0')
  return `${Date.now().toString(36)}-${part()}${part()}`
}

/** wx answers '' for a key that is not there. */
function textOr(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Storage throws when it is full (10 MB) or the phone denies it. */
function attempt<T>(f: () => T, otherwise: T): T {
  try {
    return f()
  } catch {
    return otherwise
  }
}
