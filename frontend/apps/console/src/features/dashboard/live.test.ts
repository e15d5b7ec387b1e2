import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useLive } from './live'

let visible = true
beforeEach(() => {
  visible = true
  vi.useFakeTimers()
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (visible ? 'visible' : 'hidden'))
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function show(to: boolean) {
  visible = to
  document.dispatchEvent(new Event('visibilitychange'))
}

/** A desk that counts how often it was asked, and answers when it is told to. */
function asked(everyMs = 1000) {
  const question = ref('a')
  const calls: { question: string; answer: (value: string) => void; fail: () => void }[] = []
  const scope = effectScope()
  const live = scope.run(() =>
    useLive(() => question.value, (q) => new Promise<string>((resolve, reject) => calls.push({ question: q, answer: resolve, fail: () => reject(new Error('away')) })), () => everyMs),
  )!
  return { question, calls, live, scope }
}

test('asks at once, and again some time after each answer', async () => {
  const { calls, live } = asked()
  expect(calls.length).toBe(1)
  await vi.advanceTimersByTimeAsync(5000)
  expect(calls.length).toBe(1)
  calls[0]!.answer('one')
  await vi.advanceTimersByTimeAsync(1000)
  expect([live.data.value, calls.length]).toEqual(['one', 2])
})

test('a failure keeps what is shown, says so, and asks again', async () => {
  const { calls, live } = asked()
  calls[0]!.answer('one')
  await vi.advanceTimersByTimeAsync(1000)
  calls[1]!.fail()
  await vi.advanceTimersByTimeAsync(0)
  expect([live.data.value, (live.error.value as Error).message]).toEqual(['one', 'away'])
  await vi.advanceTimersByTimeAsync(1000)
  calls[2]!.answer('two')
  await vi.advanceTimersByTimeAsync(0)
  expect([live.data.value, live.error.value]).toEqual(['two', null])
})

test('a hidden page asks nothing; one that is seen again asks at once', async () => {
  const { calls } = asked()
  calls[0]!.answer('one')
  await vi.advanceTimersByTimeAsync(10)
  show(false)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(calls.length).toBe(1)
  show(true)
  expect(calls.length).toBe(2)
})

test('an answer to an old question is dropped', async () => {
  const { question, calls, live } = asked()
  calls[0]!.answer('of a')
  await vi.advanceTimersByTimeAsync(0)
  question.value = 'b'
  await nextTick()
  question.value = 'c'
  await nextTick()
  expect(live.stale.value).toBe(true)
  calls[2]!.answer('of c')
  await vi.advanceTimersByTimeAsync(0)
  calls[1]!.answer('of b')
  await vi.advanceTimersByTimeAsync(0)
  expect([live.data.value, live.stale.value, calls.map((call) => call.question).join('')]).toEqual(['of c', false, 'abc'])
})

test('nothing is asked after its end', async () => {
  const { calls, live, scope } = asked()
  scope.stop()
  calls[0]!.answer('one')
  await vi.advanceTimersByTimeAsync(5000)
  expect([live.data.value, calls.length]).toEqual([null, 1])
})
