import type { Storage } from './host'
import { OutboxStore } from './outbox-store'

/** Whose outbox a client keeps on this device. */
export interface Owner {
  role: 'customer' | 'agent'
  /** Null until somebody has signed in. */
  identity: string | null
  /** Who is expected to sign in; empty if the host can't tell. */
  expected: string
}

/**
 * The box of an owner. What was written before the sign-in lies in a box of its own, which the first identity that signs
 * in takes over, whole and for good: nobody who signs in later finds it there.
 */
export function openBox(storage: Storage, owner: Owner): OutboxStore {
  takeOver(storage, owner)
  return owner.identity === null ? new OutboxStore(storage, unsigned(owner)) : boxOf(storage, owner.role, owner.identity)
}

function boxOf(storage: Storage, role: string, identity: string): OutboxStore {
  return new OutboxStore(storage, `kefu.outbox.${role}.${identity}.`)
}

function unsigned({ role, expected }: Owner): string {
  return `kefu.unsigned.${role}.${expected}.`
}

/** The taker is written down before anything moves: if this is cut off in the middle, whoever comes next ends it for them. */
function takeOver(storage: Storage, owner: Owner): void {
  const note = `kefu.taker.${owner.role}.${owner.expected}`
  const noted = storage.get(note)
  const taker = noted ?? owner.identity
  if (taker === null) return
  const from = new OutboxStore(storage, unsigned(owner))
  const waiting = from.load()
  if (waiting.length > 0) storage.set(note, taker)
  const to = boxOf(storage, owner.role, taker)
  for (const entry of waiting) {
    to.save(entry)
    from.remove(entry.clientId)
    // A disk that was full has room for it now.
    if (!to.has(entry.clientId)) to.save(entry)
  }
  if (noted !== null || waiting.length > 0) storage.remove(note)
}
