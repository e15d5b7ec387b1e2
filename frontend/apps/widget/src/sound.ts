/** The sound of a message that nobody sees. */
import type { Message } from '@kefu/chat-client'
import { read, write } from './memory'
import { muted } from './mute'
import { ring } from './ring'

const SOUNDED = 'kefu.sounded'

/** A tab in which somebody looks at the message says so within this, ms; the others wait as long. */
const PATIENCE = 250

type Heard = Pick<Message, 'conversation_id' | 'seq'>

/** What one tab writes, another that has the lock at once may not read yet: it is held so long, ms. */
const SPREAD = 3_000

/** The message is before somebody's eyes: it sounds in no tab. */
export function seen(message: Heard): void {
  void alone(message, () => void first(message))
}

/**
 * Sounds once for a message, in one of the tabs that show this chat, and in none if it is seen in another. Browsers keep a
 * page quiet that nobody has touched yet.
 */
export function chime(message: Heard): void {
  if (muted()) return
  setTimeout(() => {
    void alone(message, () => {
      if (first(message)) ring()
    })
  }, PATIENCE)
}

/** Notes that a message was heard of; false if that, or a later one, was before. */
function first({ conversation_id: conversation, seq }: Heard): boolean {
  const [before, upTo] = (read(SOUNDED) ?? '').split('-')
  if (before === conversation && Number(upTo) >= seq) return false
  write(SOUNDED, `${conversation}-${seq}`)
  return true
}

/** In one tab for each message, where the browser can tell: two that hear of it at once would both sound. */
async function alone({ conversation_id: conversation, seq }: Heard, f: () => void): Promise<void> {
  const locks = (navigator as Partial<Navigator>).locks
  if (locks === undefined) return f()
  let asked = false
  await locks.request(`kefu.sound.${conversation}-${seq}`, { ifAvailable: true }, (lock) => {
    asked = true
    if (lock === null) return
    f()
    return new Promise(resolve => setTimeout(resolve, SPREAD))
  }).catch(() => {
    // Denied together with the storage.
    if (!asked) f()
  })
}
