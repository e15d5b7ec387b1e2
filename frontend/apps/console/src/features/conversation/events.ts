import type { ConversationEvent } from '@kefu/chat-client'

/** A sentence of an event: its key, and what goes into its gaps. `who` is filled in by whoever shows it. */
export interface EventSentence {
  key: string
  gaps: Record<string, string>
}

/**
 * What an event tells; `comma` stands between tags. `data` is read with care: a newer desk may put other things there.
 */
export function sentenceOf({ kind, data, agent }: ConversationEvent, comma = ', '): EventSentence {
  const facts = data ?? {}
  switch (kind) {
    case 'opened':
      if (facts.from === 'new') return say('event.opened.new')
      return say(agent ? 'event.opened.agent' : 'event.opened.customer')
    case 'assigned':
      return assigned(facts.assignee, agent?.id)
    case 'tagged':
      return tagged(words(facts.added, comma), words(facts.removed, comma))
    case 'priority':
      return say('event.priority', { to: word(facts.to) })
    case 'recalled':
      return say(agent ? 'event.recalled.agent' : 'event.recalled.customer')
    case 'pending':
    case 'resolved':
    case 'unassigned':
    case 'customer':
      return say(`event.${kind}`)
    default:
      return say('event.other', { kind })
  }
}

function say(key: string, gaps: Record<string, string> = {}): EventSentence {
  return { key, gaps }
}

function assigned(assignee: unknown, by: string | undefined): EventSentence {
  const to = typeof assignee === 'object' && assignee !== null ? (assignee as { id?: unknown; name?: unknown }) : {}
  return to.id !== undefined && to.id === by ? say('event.claimed') : say('event.assigned', { to: word(to.name) })
}

function tagged(added: string, removed: string): EventSentence {
  if (removed === '') return say('event.tagged.added', { tags: added })
  if (added === '') return say('event.tagged.removed', { tags: removed })
  return say('event.tagged.both', { tags: added, removed })
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function words(value: unknown, comma: string): string {
  return Array.isArray(value) ? value.map(word).join(comma) : ''
}
