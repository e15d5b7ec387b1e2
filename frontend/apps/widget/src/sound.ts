/** The sound of a message that nobody sees. */
import type { Message } from '@kefu/chat-client'

const MUTED = 'kefu.muted'
const SOUNDED = 'kefu.sounded'

/** A tab in which somebody looks at the message says so within this, ms; the others wait as long. */
const PATIENCE = 250

/** Where there is no storage to share. */
const memory = new Map<string, string>()

type Heard = Pick<Message, 'conversation_id' | 'seq'>

/** The message is before somebody's eyes: it sounds in no tab. */
export function seen(message: Heard): void {
  void alone(() => void first(message))
}

/**
 * Sounds once for a message, in one of the tabs that show this chat, and in none if it is seen in another. Browsers keep a
 * page quiet that nobody has touched yet.
 */
export function chime(message: Heard): void {
  if (muted()) return
  setTimeout(() => {
    void alone(() => {
      if (first(message)) void import('./extras').then(({ ring }) => ring(), () => {})
    })
  }, PATIENCE)
}

export function muted(): boolean {
  return read(MUTED) === '1'
}

export function setMuted(to: boolean): void {
  write(MUTED, to ? '1' : '0')
}

/** Notes that a message was heard of; false if that, or a later one, was before. */
function first({ conversation_id: conversation, seq }: Heard): boolean {
  const [before, upTo] = (read(SOUNDED) ?? '').split('-')
  if (before === conversation && Number(upTo) >= seq) return false
  write(SOUNDED, `${conversation}-${seq}`)
  return true
}

/** One tab at a time, where the browser can tell: two that hear of a message at once would both sound. */
async function alone(f: () => void): Promise<void> {
  const locks = (navigator as Partial<Navigator>).locks
  if (locks === undefined) return f()
  let begun = false
  await locks.request('kefu.sound', () => {
    begun = true
    f()
  }).catch(() => {
    // Denied together with the storage.
    if (!begun) f()
  })
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return memory.get(key) ?? null
  }
}

function write(key: string, value: string): void {
  memory.set(key, value)
  try {
    localStorage.setItem(key, value)
  } catch {
    // It lasts as long as the page.
  }
}
