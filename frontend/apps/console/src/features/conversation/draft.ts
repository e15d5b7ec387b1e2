import { computed, ref, watch, type Ref } from 'vue'
import { useDrafts, type Draft } from '../../store/drafts'

export interface ConversationDraft {
  mode: Ref<Draft['mode']>
  /** The words of the present mode; assigning keeps them. */
  text: Ref<string>
}

/** What is being written in a conversation: reply and note apart, kept at every key. */
export function useDraft(agentId: string, conversationId: string): ConversationDraft {
  const drafts = useDrafts()
  const draft = ref(drafts.read(agentId, conversationId))
  watch(draft, (changed) => drafts.write(agentId, conversationId, changed))
  // What another tab of the same agent writes, or sends.
  watch(() => drafts.read(agentId, conversationId), (stored) => {
    const { reply, note } = draft.value
    const emptied = (stored.reply + stored.note).trim() === ''
    if (emptied ? (reply + note).trim() === '' : stored.reply === reply && stored.note === note) return
    draft.value = emptied ? { ...stored, mode: draft.value.mode } : stored
  })

  return {
    mode: computed({
      get: () => draft.value.mode,
      set: (mode) => (draft.value = { ...draft.value, mode }),
    }),
    text: computed({
      get: () => draft.value[draft.value.mode],
      set: (text) => (draft.value = { ...draft.value, [draft.value.mode]: text }),
    }),
  }
}
