import { createServer } from 'node:http'

/** A shop on an origin of its own. `pages` are bodies by path; `headers` go with all of them. */
export async function site(port, pages, headers = {}) {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://x').pathname]
    response.writeHead(page === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8', ...headers })
    response.end(page === undefined ? '' : `<!doctype html><title>A shop</title><link rel="icon" href="data:,">${page}`)
  })
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${port}`, close: () => new Promise(resolve => server.close(resolve)) }
}
