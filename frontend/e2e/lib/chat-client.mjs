// The chat client as it ships, with Node as its host.
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { build } from 'esbuild'
import WebSocket from 'ws'

const SOURCE = path.resolve(import.meta.dirname, '../../packages/chat-client/src/index.ts')

/** The client's module, bundled from its source. */
export async function chatClient() {
  const { outputFiles: [bundle] } = await build({ entryPoints: [SOURCE], bundle: true, write: false, format: 'esm', platform: 'neutral', target: 'es2020' })
  return import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`)
}

/** What outlives a client: its storage. */
export class Device {
  disk = new Map()
  #listeners = new Set()
  #sockets = new Set()

  /** The port that the client asks for. */
  host() {
    const { disk } = this
    return {
      openSocket: (url, protocol, events) => this.#open(url, protocol, events),
      setTimer(ms, f) {
        const timer = setTimeout(f, ms)
        return () => clearTimeout(timer)
      },
      now: () => Date.now(),
      random: () => Math.random(),
      newId: () => randomBytes(16).toString('hex'),
      storage: {
        get: key => disk.get(key) ?? null,
        set: (key, value) => void disk.set(key, value),
        remove: key => void disk.delete(key),
        keys: prefix => [...disk.keys()].filter(key => key.startsWith(prefix)),
      },
      onHint: (listener) => {
        this.#listeners.add(listener)
        return () => void this.#listeners.delete(listener)
      },
    }
  }

  hint(what) {
    for (const listener of [...this.#listeners]) listener(what)
  }

  /** Ends every socket as a process that dies does. */
  die() {
    for (const socket of this.#sockets) socket.terminate()
  }

  #open(url, protocol, events) {
    const socket = new WebSocket(url, protocol, { handshakeTimeout: 10_000 })
    this.#sockets.add(socket)
    socket.on('open', () => events.open())
    socket.on('message', (data, binary) => { if (!binary) events.text(data.toString()) })
    socket.on('error', () => {}) // a close follows
    socket.on('close', (code, reason) => {
      this.#sockets.delete(socket)
      events.close(code, reason.toString())
    })
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text)
      },
      // A line that fell silent never answers a close.
      close: () => socket.terminate(),
    }
  }
}
