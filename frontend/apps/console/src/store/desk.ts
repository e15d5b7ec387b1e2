import {
  createChatClient,
  type ChatClient,
  type ConnectionState,
  type Conversation,
  type ConversationView,
} from '@kefu/chat-client'
import { socketUrl, webHost, webUploader } from '@kefu/chat-client/web'
import { ok, Problem } from '@kefu/api'
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef, toRaw } from 'vue'
import { api } from './api'
import { readActivity, readHistory } from './history'

const idle: ConnectionState = { name: 'idle', since: 0 }

/** What became of one summary. */
export interface SummaryChange {
  /** Undefined for one that was not known. */
  before: Conversation | undefined
  now: Conversation
  /** The desk told of it because it happened; false where a list or a page of ours asked. */
  live: boolean
}

/** Hears of changed summaries, as many at once as one frame or answer held. */
export type SummaryListener = (changes: readonly SummaryChange[]) => void

/**
 * The desk as this page knows it, kept true by the chat client's events. Whatever the console shows of
 * conversations comes from here; REST answers go in through `put` and come out by `rev` like everything else.
 */
export const useDesk = defineStore('desk', () => {
  const client = shallowRef<ChatClient | null>(null)
  const connection = shallowRef<ConnectionState>(idle)
  const summaries = shallowReactive(new Map<string, Conversation>())
  const unreadTotal = ref(0)
  /** The desk has welcomed us: what is listed from now on is kept true by frames. */
  const ready = ref(false)

  const online = computed(() => connection.value.name === 'open')

  const listeners = new Set<SummaryListener>()
  /** A REST answer is being taken in. */
  let asked = false

  /** Begins the work of an agent: connects and keeps the connection until `stop`. */
  function start(agentId: string): void {
    stop()
    const made = createChatClient({
      host: webHost(),
      url: socketUrl(),
      role: 'agent',
      identity: agentId,
      auth: { token: () => null, renew: stillLoggedIn },
      upload: webUploader('/api/v1/uploads', () => null),
      history: readHistory,
      activity: readActivity,
    })
    listen(made)
    client.value = made
    made.connect()
  }

  /** Leaves the desk and forgets what it told. Unsent messages stay in the browser for the same agent. */
  function stop(): void {
    client.value?.close()
    summaries.clear()
    client.value = null
    connection.value = idle
    unreadTotal.value = 0
    ready.value = false
  }

  function listen(made: ChatClient): void {
    // Events of a client that was stopped say nothing about the one that took its place.
    const current = () => client.value === made
    made.on('connection', (state) => {
      if (current()) connection.value = state
    })
    made.on('ready', () => {
      if (!current()) return
      unreadTotal.value = made.unreadTotal
      ready.value = true
    })
    made.on('total', ({ total }) => {
      if (current()) unreadTotal.value = total
    })
    made.on('unread', ({ total }) => {
      if (current()) unreadTotal.value = total
    })
    made.on('conversations', ({ ids }) => {
      if (!current()) return
      const changes: SummaryChange[] = []
      for (const id of ids) {
        const now = made.conversations.get(id)
        if (!now) continue
        changes.push({ before: toRaw(summaries).get(id), now, live: !asked })
        summaries.set(id, now)
      }
      unreadTotal.value = made.unreadTotal
      for (const listener of listeners) listener(changes)
    })
  }

  /** Takes summaries that a REST call answered. */
  function put(answered: readonly Conversation[]): void {
    asked = true
    try {
      client.value?.conversations.put(answered)
    } finally {
      asked = false
    }
  }

  /** Calls `listener` at every change of summaries, before anything is drawn; returns how to stop that. */
  function onSummaries(listener: SummaryListener): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** A live view of a conversation, to be closed by whoever opened it; null before `start`. */
  function open(id: string): ConversationView | null {
    return client.value?.open(id) ?? null
  }

  /** Tells the other agents what is on this screen. */
  function setViewing(id: string | null): void {
    client.value?.setViewing(id)
  }

  /** Tries to connect now, or takes the place back from another window. */
  function reconnect(): void {
    client.value?.connect()
  }

  return { client, connection, online, ready, summaries, unreadTotal, start, stop, put, onSummaries, open, setViewing, reconnect }
})

/** A browser cannot see why an upgrade failed; `GET /me` can say whether the cookie still stands. */
async function stillLoggedIn(): Promise<'retry' | 'signed_out'> {
  try {
    await ok(api.GET('/api/v1/me'))
    return 'retry'
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return 'signed_out'
    throw error
  }
}
