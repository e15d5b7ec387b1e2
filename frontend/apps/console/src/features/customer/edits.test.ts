import { expect, test } from 'vitest'
import { useEdits } from './edits'

/** A desk that answers when it is told to. */
function slowDesk() {
  const calls: { name: string; value: string; take: () => void; refuse: () => void }[] = []
  const save = (name: string, value: string) =>
    new Promise<void>((resolve, reject) => calls.push({ name, value, take: resolve, refuse: () => reject(new Error('no')) }))
  return { calls, edits: useEdits(save, (error) => (error as Error).message) }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

test('a change shows at once, and is forgotten when the desk has taken it', async () => {
  const { calls, edits } = slowDesk()
  const done = edits.set('name', '林晓雯')
  expect(edits.pending.value.get('name')).toEqual({ value: '林晓雯', problem: null })
  await settled()
  calls[0]!.take()
  await done
  expect(edits.pending.value.size).toBe(0)
})

test('a refused change keeps the words and says why; another try sends them again', async () => {
  const { calls, edits } = slowDesk()
  void edits.set('name', 'x')
  await settled()
  calls[0]!.refuse()
  await settled()
  expect(edits.pending.value.get('name')).toEqual({ value: 'x', problem: 'no' })
  const again = edits.retry('name')
  expect(edits.pending.value.get('name')?.problem).toBeNull()
  await settled()
  calls[1]!.take()
  await again
  expect([calls[1]!.value, edits.pending.value.size]).toEqual(['x', 0])
})

test('changes go out one after the other, and of one thing only the last', async () => {
  const { calls, edits } = slowDesk()
  void edits.set('phone', '1')
  void edits.set('phone', '2')
  void edits.set('phone', '3')
  void edits.set('city', '杭州')
  await settled()
  expect(calls.map(({ value }) => value)).toEqual(['3'])
  calls[0]!.take()
  await settled()
  expect(calls.map(({ value }) => value)).toEqual(['3', '杭州'])
})

test('an old answer does not undo a newer change', async () => {
  const { calls, edits } = slowDesk()
  void edits.set('phone', '1')
  await settled()
  void edits.set('phone', '2')
  calls[0]!.refuse()
  await settled()
  expect(edits.pending.value.get('phone')).toEqual({ value: '2', problem: null })
})

test('what was discarded or cleared does not come back', async () => {
  const { calls, edits } = slowDesk()
  void edits.set('name', 'x')
  await settled()
  edits.clear()
  calls[0]!.refuse()
  await settled()
  expect(edits.pending.value.size).toBe(0)
})
