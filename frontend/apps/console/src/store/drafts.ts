import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { readSetting, settingNames, writeSetting } from './settings'

/** What an agent has begun to write in a conversation and not sent. */
export interface Draft {
  reply: string
  note: string
  mode: 'reply' | 'note'
}

/** Drafts of this browser, by agent and conversation; they outlive a reload. */
export const useDrafts = defineStore('drafts', () => {
  const marked = shallowReactive(new Set(settingNames('draft.')))

  /** Is there a draft? */
  function has(agentId: string, conversationId: string): boolean {
    return marked.has(nameOf(agentId, conversationId))
  }

  function read(agentId: string, conversationId: string): Draft {
    return parse(readSetting(nameOf(agentId, conversationId)))
  }

  /** Keeps a draft; one without words is dropped. */
  function write(agentId: string, conversationId: string, draft: Draft): void {
    const name = nameOf(agentId, conversationId)
    if (draft.reply.trim() === '' && draft.note.trim() === '') {
      marked.delete(name)
      writeSetting(name, null)
    } else {
      marked.add(name)
      writeSetting(name, JSON.stringify(draft))
    }
  }

  return { has, read, write }
})

function nameOf(agentId: string, conversationId: string): string {
  return `draft.${agentId}.${conversationId}`
}

function parse(stored: string | null): Draft {
  try {
    const { reply, note, mode } = JSON.parse(stored ?? '{}') as Partial<Record<keyof Draft, unknown>>
    return {
      reply: typeof reply === 'string' ? reply : '',
      note: typeof note === 'string' ? note : '',
      mode: mode === 'note' ? 'note' : 'reply',
    }
  } catch {
    return { reply: '', note: '', mode: 'reply' }
  }
}
