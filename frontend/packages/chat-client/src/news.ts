import type { Message } from './wire/types'

/** Tells each message once: what is newer than all told before in its conversation. */
export class News {
  /** The highest seq of each conversation that was told, or was there before. */
  private readonly upTo = new Map<string, number>()

  /**
   * `tell` is called for each; `live` is false for what was there before this connection. `wasThere` says so, of a message
   * that came in by a frame or was fetched: neither proves it, for the desk tells some twice, and what got lost on its way
   * is fetched a moment later.
   */
  constructor(private readonly tell: (message: Message, live: boolean) => void, private readonly wasThere: (message: Message, fetched: boolean) => boolean) {}

  take(messages: readonly Message[], fetched: boolean): void {
    for (const message of messages) {
      const known = this.upTo.get(message.conversation_id)
      if (known !== undefined && message.seq <= known) continue
      this.upTo.set(message.conversation_id, message.seq)
      const live = !this.wasThere(message, fetched)
      // The page that a view begins with is no news.
      if (known !== undefined || (live && !fetched)) this.tell(message, live)
    }
  }

  /** What was there when a conversation came up is no news; what comes after it is. */
  known(conversationId: string, seq: number): void {
    if (!this.upTo.has(conversationId)) this.upTo.set(conversationId, seq)
  }

  has(message: Message): boolean {
    return message.seq <= (this.upTo.get(message.conversation_id) ?? 0)
  }
}
