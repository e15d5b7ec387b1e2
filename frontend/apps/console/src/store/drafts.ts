import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { onSettingElsewhere, readSetting, settingNames, writeSetting } from './settings'

/** What an agent has begun to write in a conversation and not sent. */
export interface Draft {
  reply: string
  note: string
  mode: 'reply' | 'note'
}

const beginning = 'draft.'

/** Drafts of this browser, by agent and conversation, the same in all its tabs; they outlive a reload. */
export const useDrafts = defineStore('drafts', () => {
  const drafts = shallowReactive(new Map<string, Draft>())
  for (const name of settingNames(beginning)) take(name, readSetting(name))
  onSettingElsewhere((name, value) => {
    if (name.startsWith(beginning)) take(name, value)
  })

  function take(name: string, stored: string | null): void {
    const draft = parse(stored)
    if (saysNothing(draft)) drafts.delete(name)
    else drafts.set(name, draft)
  }

  /** Is there a draft? */
  function has(agentId: string, conversationId: string): boolean {
    return drafts.has(nameOf(agentId, conversationId))
  }

  /** The draft as it stands, in whichever tab it was written; an empty one if there is none. */
  function read(agentId: string, conversationId: string): Draft {
    return drafts.get(nameOf(agentId, conversationId)) ?? { reply: '', note: '', mode: 'reply' }
  }

  /** Keeps a draft; one without words is dropped. */
  function write(agentId: string, conversationId: string, draft: Draft): void {
    const name = nameOf(agentId, conversationId)
    if (saysNothing(draft)) {
      drafts.delete(name)
      writeSetting(name, null)
    } else {
      drafts.set(name, draft)
      writeSetting(name, JSON.stringify(draft))
    }
  }

  return { has, read, write }
})

function nameOf(agentId: string, conversationId: string): string {
  return `${beginning}${agentId}.${conversationId}`
}

function saysNothing({ reply, note }: Draft): boolean {
  return reply.trim() === '' && note.trim() === ''
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
