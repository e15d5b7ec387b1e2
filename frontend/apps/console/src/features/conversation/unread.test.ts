import type { ConversationState, MessageItem, TimelineItem } from '@kefu/chat-client'
import { expect, test } from 'vitest'
import { ref, shallowRef } from 'vue'
import { aMessage } from '../../../test/objects'
import { useUnreadLine } from './unread'

function item(seq: number, side: 'customer' | 'desk', read = false): MessageItem {
  const own = side === 'desk'
  return {
    type: 'message', key: `m:${seq}`, side, own, mine: own, delivery: own ? { state: 'sent' } : { state: 'received' },
    message: aMessage({ id: `17-${seq}`, seq, read_at: read ? '2026-11-21T03:04:05.678Z' : null }),
  }
}

function stateOf(items: readonly TimelineItem[], loaded = true): ConversationState {
  const last = items.at(-1)
  return {
    loaded, items, hasOlder: false, loadingOlder: false, headSeq: last?.type === 'message' ? last.message.seq : 0, unread: 0, read: { customer: 0, desk: 0 },
    typing: [], online: true, viewers: [], writers: [],
  }
}

function line(first: ConversationState, looking = true) {
  const [state, seen] = [shallowRef(first), ref(looking)]
  return { state, seen, seq: useUnreadLine(() => state.value, () => seen.value) }
}

const old = [item(1, 'customer', true), item(2, 'desk')]

test('stands above what nobody had read, and stays when it is read', () => {
  const { state, seq } = line(stateOf([], false))
  expect(seq.value).toBeNull()
  state.value = stateOf([...old, item(3, 'customer'), item(4, 'customer')])
  expect(seq.value).toBe(3)
  state.value = stateOf([...old, item(3, 'customer', true), item(4, 'customer', true), item(5, 'customer')])
  expect(seq.value).toBe(3)
})

test('is none where all is read, and none above the first of all', () => {
  expect(line(stateOf(old)).seq.value).toBeNull()
  expect(line(stateOf([item(1, 'customer'), item(2, 'customer')])).seq.value).toBeNull()
})

test('comes while nobody looks, once for each absence', () => {
  const { state, seen, seq } = line(stateOf(old))
  seen.value = false
  state.value = stateOf([...old, item(3, 'customer')])
  expect(seq.value).toBe(3)
  const more = [...old, item(3, 'customer'), item(4, 'customer')]
  state.value = stateOf(more)
  expect(seq.value).toBe(3)
  seen.value = true
  seen.value = false
  state.value = stateOf([...more, item(5, 'customer')])
  expect(seq.value).toBe(5)
})

test('is gone when the agent answers', () => {
  const { state, seq } = line(stateOf([...old, item(3, 'customer')]))
  expect(seq.value).toBe(3)
  state.value = stateOf([...old, item(3, 'customer'), item(4, 'desk')])
  expect(seq.value).toBeNull()
})
