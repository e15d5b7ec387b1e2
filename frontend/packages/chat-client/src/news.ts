import type { Message } from './wire/types'

/** Tells each message once: what is newer than all told before in its conversation. */
export class News {
  /** The highest seq of each conversation that was told, or was there before. */
  private readonly upTo = new Map<string, number>()

  /**
   * `tell` is called for each; `live` is false for what is from before this connection. `wasThere` says that of a message
   * although it came in live: the desk tells some twice, to be sure.
   */
  constructor(private readonly tell: (message: Message, live: boolean) => void, private readonly wasThere: (message: Message) => boolean) {}

  take(messages: readonly Message[], live: boolean): void {
    for (const message of messages) {
      const known = this.upTo.get(message.conversation_id)
      if (known !== undefined && message.seq <= known) continue
      this.upTo.set(message.conversation_id, message.seq)
      const now = live && !this.wasThere(message)
      // The page that a view begins with is no news.
      if (now || known !== undefined) this.tell(message, now)
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
