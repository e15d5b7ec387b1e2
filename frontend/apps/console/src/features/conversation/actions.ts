import { ok, Problem, type Conversation } from '@kefu/api'
import type { ConversationStatus } from '@kefu/chat-client'
import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '../../store/api'
import { useDesk } from '../../store/desk'
import { useNotices } from '../../store/notices'
import { conversationOf } from '../../store/wire'
import { problemSentence } from '../problem/sentence'

export interface ConversationActions {
  /** One of them is on its way. */
  busy: Ref<boolean>
  claim: () => Promise<void>
  setStatus: (status: ConversationStatus) => Promise<void>
  setTags: (tags: string[]) => Promise<void>
  setPriority: (priority: Priority) => Promise<void>
  /** Gives it to an agent, or back to the queue (null). */
  assign: (agentId: string | null) => Promise<void>
}

/** From the least to the most pressing. */
export const priorities = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

/** What an agent can do with a conversation. What goes wrong is told in a notice; nothing is thrown. */
export function useConversationActions(id: () => string): ConversationActions {
  const { t } = useI18n()
  const desk = useDesk()
  const notices = useNotices()
  const busy = ref(false)

  async function change(call: (path: { id: string }) => Promise<Conversation>): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      desk.put([conversationOf(await call({ id: id() }))])
    } catch (error) {
      notices.show(await sentence(error))
    } finally {
      busy.value = false
    }
  }

  async function sentence(error: unknown): Promise<string> {
    if (error instanceof Problem && error.code === 'conflict') {
      const winner = desk.summaries.get(id())?.assignee?.name ?? await assigneeNow()
      return winner ? t('conversation.taken', { name: winner }) : t('conversation.takenBySomebody')
    }
    return t(problemSentence(error))
  }

  /** Who has it, asked of the desk: the refusal may be here before the news of it. */
  async function assigneeNow(): Promise<string | undefined> {
    try {
      const now = conversationOf(await ok(api.GET('/api/v1/conversations/{id}', { params: { path: { id: id() } } })))
      desk.put([now])
      return now.assignee?.name
    } catch {
      return undefined
    }
  }

  return {
    busy,
    claim: () => change((path) => ok(api.POST('/api/v1/conversations/{id}/claim', { params: { path } }))),
    setStatus: (status) => change((path) => ok(api.PATCH('/api/v1/conversations/{id}', { params: { path }, body: { status } }))),
    setTags: (tags) => change((path) => ok(api.PATCH('/api/v1/conversations/{id}', { params: { path }, body: { tags } }))),
    setPriority: (priority) => change((path) => ok(api.PATCH('/api/v1/conversations/{id}', { params: { path }, body: { priority } }))),
    assign: (assignee) => change((path) => ok(api.PATCH('/api/v1/conversations/{id}', { params: { path }, body: { assignee_id: assignee } }))),
  }
}
