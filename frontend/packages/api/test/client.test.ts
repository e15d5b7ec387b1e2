import { expect, test, vi } from 'vitest'
import { createApi, ok, Problem } from '../src/index'

function answering(response: Response | Error) {
  const unauthorized = vi.fn()
  const requests: Request[] = []
  const api = createApi({
    origin: 'https://desk.example',
    unauthorized,
    fetch: async (request) => {
      requests.push(request)
      if (response instanceof Error) throw response
      return response
    },
  })
  return { api, unauthorized, requests }
}

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ type: 'about:blank', title: 'No', status, detail: 'why', code, request_id: 'r1' }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

test('a good answer is the data', async () => {
  const { api, requests } = answering(Response.json({ items: [], next_cursor: null }))
  const page = await ok(api.GET('/api/v1/conversations', { params: { query: { limit: 5 } } }))
  expect(page.next_cursor).toBeNull()
  expect(requests[0]?.url).toBe('https://desk.example/api/v1/conversations?limit=5')
})

test('a problem document is thrown with its code, status and request id', async () => {
  const { api, unauthorized } = answering(problem(409, 'conflict'))
  const call = ok(api.POST('/api/v1/conversations/{id}/claim', { params: { path: { id: '7' } } }))
  const failure = await call.catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Problem)
  expect(failure).toMatchObject({ status: 409, code: 'conflict', detail: 'why', requestId: 'r1' })
  expect(unauthorized).not.toHaveBeenCalled()
})

test('401 tells that the session ended', async () => {
  const { api, unauthorized } = answering(problem(401, 'unauthorized'))
  await expect(ok(api.GET('/api/v1/me'))).rejects.toMatchObject({ status: 401, code: 'unauthorized' })
  expect(unauthorized).toHaveBeenCalledOnce()
})

test.each([
  [502, 'unavailable'],
  [404, 'not_found'],
  [500, 'internal'],
])("a proxy's %i page becomes %s", async (status, code) => {
  const { api } = answering(new Response('<html>Bad</html>', { status, headers: { 'content-type': 'text/html' } }))
  await expect(ok(api.GET('/api/v1/me'))).rejects.toMatchObject({ status, code })
})

test('a desk that is not reached is unavailable with status 0', async () => {
  const { api } = answering(new TypeError('fetch failed'))
  await expect(ok(api.GET('/api/v1/me'))).rejects.toMatchObject({ name: 'Problem', status: 0, code: 'unavailable' })
})
