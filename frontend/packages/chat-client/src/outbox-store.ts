import type { Draft } from './api'
import type { Storage } from './host'
import { isObject } from './wire/check'

/** What is kept of an entry over a reload. */
export interface StoredEntry {
  clientId: string
  conversationId: string
  what: { type: 'message', draft: Draft } | { type: 'note', text: string, mentions: readonly string[] }
  /** When it was written, ms since 1970; with `order` its place among the others. */
  at: number
  order: number
}

/**
 * The outbox on disk: a key for each entry, so that several tabs of one identity never overwrite each other's. Two tabs
 * that both send an entry do no harm, because both use its client_id.
 */
export class OutboxStore {
  constructor(private readonly storage: Storage, private readonly prefix: string) {}

  save(entry: StoredEntry): void {
    const { clientId, conversationId, what, at, order } = entry
    this.storage.set(this.prefix + clientId, JSON.stringify({ v: 1, clientId, conversationId, what, at, order }))
  }

  remove(clientId: string): void {
    this.storage.remove(this.prefix + clientId)
  }

  /** False as well where the storage keeps nothing. */
  has(clientId: string): boolean {
    return this.storage.get(this.prefix + clientId) !== null
  }

  /** What waits, oldest first. What can't be read is thrown away. */
  load(): StoredEntry[] {
    const entries: StoredEntry[] = []
    for (const key of this.storage.keys(this.prefix)) {
      const entry = parse(this.storage.get(key))
      if (entry === null) this.storage.remove(key)
      // Who has a dot in the name is somebody else, though the key begins the same.
      else if (key === this.prefix + entry.clientId) entries.push(entry)
    }
    return entries.sort((a, b) => a.at - b.at || a.order - b.order)
  }
}

function parse(json: string | null): StoredEntry | null {
  if (json === null) return null
  try {
    const v: unknown = JSON.parse(json)
    if (!isObject(v) || v.v !== 1 || typeof v.clientId !== 'string' || typeof v.conversationId !== 'string') return null
    if (typeof v.at !== 'number' || typeof v.order !== 'number' || !isObject(v.what)) return null
    if (v.what.type === 'message' ? !isObject(v.what.draft) : v.what.type !== 'note' || typeof v.what.text !== 'string') return null
    return v as unknown as StoredEntry
  } catch {
    return null
  }
}
