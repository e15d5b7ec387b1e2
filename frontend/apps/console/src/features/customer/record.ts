import { ok, type Customer } from '@kefu/api'
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '../../store/api'
import { problemSentence } from '../problem/sentence'
import { useEdits, type Edits } from './edits'

/** What an edit is called: the name, or a field of the profile. */
export const nameEdit = 'name'
export const fieldEdit = (field: string) => `field ${field}`

export interface CustomerRecord {
  /** As the desk has it, with the agent's own changes on top; null until it is known. */
  customer: ComputedRef<Customer | null>
  /** Why it could not be read; null while all is well. */
  problem: Ref<string | null>
  edits: Edits<string>
  load: () => Promise<void>
  /** Refuses what the customer sends, or no longer. @throws Problem */
  block: (blocked: boolean) => Promise<void>
}

/** A customer's profile, read again whenever `news` changes. */
export function useCustomer(openid: () => string, news: () => unknown): CustomerRecord {
  const { t } = useI18n()
  const stored = shallowRef<Customer | null>(null)
  const problem = ref<string | null>(null)
  /** Answers to what was asked before are no news any more. */
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const answer = await ok(api.GET('/api/v1/customers/{openid}', { params: { path: { openid: openid() } } }))
      if (mine === asked) [stored.value, problem.value] = [answer, null]
    } catch (error) {
      if (mine === asked) problem.value = t(problemSentence(error))
    }
  }

  async function patch(body: { name?: string; profile?: Record<string, string>; blocked?: boolean }): Promise<void> {
    const of = openid()
    const answer = await ok(api.PATCH('/api/v1/customers/{openid}', { params: { path: { openid: of } }, body }))
    if (of !== openid()) return
    asked++
    stored.value = answer
  }

  const edits = useEdits<string>(
    (edit, value) => patch(edit === nameEdit ? { name: value } : { profile: { [edit.slice(fieldEdit('').length)]: value } }),
    (error) => t(problemSentence(error)),
  )

  watch(openid, () => {
    stored.value = null
    edits.clear()
    void load()
  }, { immediate: true })
  watch(news, () => void load())

  const customer = computed(() => stored.value && withEdits(stored.value, edits.pending.value))
  return { customer, problem, edits, load, block: (blocked) => patch({ blocked }) }
}

/** The customer as it will be when the desk has taken the changes; a field that is emptied shows until then. */
export function withEdits(customer: Customer, edits: ReadonlyMap<string, { value: string }>): Customer {
  const profile = { ...customer.profile }
  for (const [edit, { value }] of edits) {
    if (edit !== nameEdit) profile[edit.slice(fieldEdit('').length)] = value
  }
  return { ...customer, name: edits.get(nameEdit)?.value ?? customer.name, profile }
}
