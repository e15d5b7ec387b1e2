import { createServer } from 'node:http'

/** A shop on an origin of its own, which is known before it has a page. It keeps its port for as long as it stands. */
export async function site() {
  let shown = { pages: {}, headers: {} }
  const server = createServer((request, response) => {
    const page = shown.pages[new URL(request.url, 'http://x').pathname]
    response.writeHead(page === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8', ...shown.headers })
    response.end(page === undefined ? '' : `<!doctype html><title>A shop</title><link rel="icon" href="data:,">${page}`)
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: server.address().port,
    origin: `http://127.0.0.1:${server.address().port}`,
    /** `pages` are bodies by path; `headers` go with all of them. */
    show(pages, headers = {}) {
      shown = { pages, headers }
    },
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    },
  }
}
