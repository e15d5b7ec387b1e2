import type { Attachment, Card, Message } from '@kefu/chat-client'

/** What a row says of the last message: who spoke (null: the customer) and the words, or the key of words. */
export interface Preview {
  by: 'me' | { name: string } | null
  /** A message key such as `kind.image`, shown in brackets before the words. */
  kind: string | null
  words: string
}

/** The last words said. A recalled message says nothing any more but that it was one. */
export function previewOf(message: Message, agentId: string): Preview {
  const by = speaker(message, agentId)
  if (message.recalled_at) return { by, kind: 'kind.recalled', words: '' }
  const text = oneLine(message.text ?? '')
  if (message.kind === 'text') return { by, kind: null, words: text }
  return { by, kind: `kind.${message.kind}`, words: text || titleOf(message) }
}

function speaker({ sender }: Message, agentId: string): Preview['by'] {
  if (sender.role === 'customer') return null
  if (sender.role === 'agent' && sender.id === agentId) return 'me'
  return { name: sender.name }
}

function titleOf({ kind, attachment }: Message): string {
  if (!attachment) return ''
  if (kind === 'card') return oneLine((attachment as Card).title ?? '')
  return kind === 'file' ? oneLine((attachment as Attachment).name ?? '') : ''
}

/** Words on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
