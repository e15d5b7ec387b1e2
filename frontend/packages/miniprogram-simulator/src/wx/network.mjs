/** WeChat holds no more at a time. */
const MOST_SOCKETS = 5

export function network({ define, host, time, wx, log }) {
  const open = new Set()

  wx.connectSocket = (options) => {
    log('connectSocket', options)
    const listeners = { Open: [], Message: [], Close: [], Error: [] }
    const fire = (name, value) => time.run(() => listeners[name].forEach(listener => listener(value)))
    const answer = (given, name, error) => void setTimeout(() => time.run(() => {
      const result = { errMsg: error ? `${name}:fail ${error}` : `${name}:ok` }
      if (error) given.fail?.(result)
      else given.success?.(result)
      given.complete?.(result)
    }), 0)
    let socket = null
    const task = {
      send(given) {
        const ready = socket?.readyState === 1
        if (ready) socket.send(given.data)
        answer(given, 'sendSocketMessage', ready ? null : 'WebSocket is not connected')
      },
      close(given = {}) {
        log('SocketTask.close', given)
        if (socket) socket.close(given.code ?? 1000, given.reason ?? '')
        answer(given, 'closeSocket', socket ? null : 'socket task is not created')
      },
    }
    for (const name of Object.keys(listeners)) task[`on${name}`] = listener => void listeners[name].push(listener)
    if (open.size >= MOST_SOCKETS || !/^wss?:\/\//.test(options.url)) {
      answer(options, 'connectSocket', open.size >= MOST_SOCKETS ? 'exceed max task count' : 'invalid url')
      return task
    }
    socket = host.webSocket(options.url, options.protocols ?? [])
    open.add(socket)
    socket.onopen = () => fire('Open', { header: {} })
    socket.onmessage = (event) => {
      host.heard?.(event.data)
      fire('Message', { data: event.data })
    }
    socket.onerror = () => fire('Error', { errMsg: 'connectSocket:fail' })
    socket.onclose = (event) => {
      open.delete(socket)
      fire('Close', { code: event.code, reason: event.reason })
    }
    answer(options, 'connectSocket', null)
    return task
  }

  define('request', async (options) => {
    const answer = await host.fetch(options.url, {
      method: options.method ?? 'GET',
      headers: { 'content-type': 'application/json', ...options.header },
      body: options.data === undefined ? undefined : JSON.stringify(options.data),
    })
    return { data: parse(await answer.text()), statusCode: answer.status, header: Object.fromEntries(answer.headers), cookies: [] }
  })

  /** Ends all sockets as a lost network does: without a word to the other side. */
  return { cutSockets: () => [...open].forEach(socket => host.cut(socket)) }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
