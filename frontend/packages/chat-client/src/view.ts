import type { ConversationState, ConversationView, Draft, LocalFile } from './api'
import type { Conversation } from './conversation'
import type { Cancel } from './host'
import type { Outbox } from './outbox'
import type { MessageKind } from './wire/types'

/** One holder's handle of a followed conversation. */
export class View implements ConversationView {
  private readonly cancels = new Set<Cancel>()
  private closed = false

  /** `lane` is the outbox's name for the conversation: empty for a customer's own. */
  constructor(
    private readonly conversation: Conversation,
    private readonly outbox: Outbox,
    private readonly lane: string,
    private readonly pageSize: number,
    private readonly closing: () => void,
  ) {}

  get id(): string {
    return this.conversation.id
  }

  get state(): ConversationState {
    return this.conversation.state
  }

  subscribe(listener: () => void): Cancel {
    const cancel = this.conversation.subscribe(listener)
    this.cancels.add(cancel)
    return () => {
      this.cancels.delete(cancel)
      cancel()
    }
  }

  send(draft: Draft): string {
    this.conversation.written()
    return this.outbox.addMessage(this.lane, draft)
  }

  sendFile(file: LocalFile, kind: MessageKind = kindOf(file.mime)): string {
    return this.outbox.addFile(this.lane, file, kind)
  }

  sendNote(text: string, mentions: readonly string[] = []): string {
    return this.outbox.addNote(this.lane, text, mentions)
  }

  retry(clientId: string): void {
    this.outbox.retry(clientId)
  }

  discard(clientId: string): void {
    this.outbox.discard(clientId)
  }

  recall(messageId: string): Promise<void> {
    return this.conversation.recall(messageId)
  }

  markRead(seq: number = this.state.headSeq): void {
    this.conversation.markRead(seq)
  }

  typing(internal = false): void {
    this.conversation.typing(internal)
  }

  loadOlder(limit: number = this.pageSize): Promise<void> {
    return this.conversation.loadOlder(limit)
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    for (const cancel of this.cancels) cancel()
    this.closing()
  }
}

function kindOf(mime: string): MessageKind {
  const family = mime.split('/')[0]
  return family === 'image' || family === 'video' ? family : family === 'audio' ? 'voice' : 'file'
}
