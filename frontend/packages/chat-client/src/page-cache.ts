import type { Cancel, Host } from './host'
import { isObject } from './wire/check'
import { isMessage } from './wire/decode'
import type { Message } from './wire/types'

/** The end of a conversation as it was seen last. */
export interface SavedPage {
  conversationId: string
  /** All changes up to this rev are in it. */
  rev: number
  /** Without a gap, in order of seq. */
  messages: readonly Message[]
}

/** How long changes are gathered before they are written, ms. */
const SAVE_AFTER = 1_000

/** Keeps the newest page over a reload, so that there is something to read where there is no network. */
export class PageCache {
  private due: { page: () => SavedPage, cancel: Cancel } | null = null

  /** `key` is null while it is not known whose page it is: then nothing is kept. */
  constructor(private readonly host: Host, private readonly key: () => string | null) {}

  /** Writes the page as `page` has it a moment later. */
  saveSoon(page: () => SavedPage): void {
    this.due ??= { page, cancel: this.host.setTimer(SAVE_AFTER, () => this.flush()) }
  }

  /** Writes now what would be written soon. */
  flush(): void {
    const key = this.key()
    const page = this.due?.page()
    if (key !== null && page !== undefined && page.messages.length > 0) this.host.storage.set(key, JSON.stringify({ v: 1, ...page }))
    this.due?.cancel()
    this.due = null
  }

  /** Null when there is none, or none that can be trusted. */
  load(): SavedPage | null {
    try {
      const key = this.key()
      const v: unknown = JSON.parse((key === null ? null : this.host.storage.get(key)) ?? 'null')
      if (!isObject(v) || v.v !== 1 || typeof v.conversationId !== 'string' || typeof v.rev !== 'number') return null
      const { messages } = v
      if (!Array.isArray(messages) || messages.length === 0 || !messages.every(isMessage)) return null
      const first = (messages[0] as Message).seq
      if (!messages.every((message, i) => message.seq === first + i)) return null
      return { conversationId: v.conversationId, rev: v.rev, messages }
    } catch {
      return null
    }
  }
}
