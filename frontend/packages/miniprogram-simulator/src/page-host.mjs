/**
 * What the runtime needs of a browser. It runs in the page: nothing outside of this function is there. `from` is what
 * the test told, as JSON; the functions that ask the test lie on `window`.
 */
export function bootInPage(from) {
  const network = address => address.replace(new RegExp(from.network.match), (_, scheme) => from.network.url.replace(/^http/, scheme.slice(0, 2) === 'ws' ? 'ws' : 'http'))
  const storage = new Map(Object.entries(from.storage ?? {}))
  const sockets = new WeakMap()
  window.app = window.MPSim.boot(window.MP_BUNDLE, {
    document, model: from.model, privacy: from.privacy, language: from.language, theme: from.theme, permissions: from.permissions, storage, assetBase: '/',
    loginCode: () => window.mpLoginCode(),
    blob: (bytes, type) => new Blob([bytes], { type }),
    blobUrl: blob => URL.createObjectURL(blob),
    fetch: (url, init) => fetch(network(url), init),
    webSocket: (url, protocols) => new WebSocket(network(url), protocols),
    cut(socket) {
      // A page can't break a connection without a word: it stops listening, and says itself that it ended.
      const ended = socket.onclose
      Object.assign(socket, { onopen: null, onmessage: null, onerror: null, onclose: null })
      socket.close()
      if (!sockets.has(socket)) ended?.({ code: 1006, reason: '' })
      sockets.set(socket, true)
    },
    play(url, ended, failed) {
      const audio = new Audio(network(url))
      audio.onended = ended
      audio.onerror = failed
      audio.play().catch(failed)
      return () => audio.pause()
    },
    async pickFiles() {
      const chosen = await window.mpPickFiles()
      return Promise.all(chosen.map(async ({ type, base64 }) => new Blob([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], { type })))
    },
    async imageSize(blob) {
      const { width, height } = await createImageBitmap(blob)
      return { width, height }
    },
    // fetch tells no progress of an upload.
    upload: (url, { name, blob, fileName, header }, { signal, progress }) => new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      const form = new FormData()
      form.append(name, blob, fileName)
      request.upload.onprogress = event => progress(Math.round((event.loaded / event.total) * 100))
      request.onload = () => resolve({ status: request.status, text: request.responseText })
      request.onerror = () => reject(new Error('the network failed'))
      signal.addEventListener('abort', () => request.abort())
      request.open('POST', network(url))
      for (const [key, value] of Object.entries(header)) request.setRequestHeader(key, value)
      request.send(form)
    }),
  })
}
