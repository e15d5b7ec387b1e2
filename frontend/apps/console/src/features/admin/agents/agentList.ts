import { ok, Problem, type Agent } from '@kefu/api'
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '../../../store/api'
import { readAgents } from '../../../store/agents'
import { useDesk } from '../../../store/desk'
import { problemSentence } from '../../problem/sentence'

export type Role = Agent['role']

export interface AgentList {
  agents: ShallowRef<readonly Agent[] | null>
  problem: Ref<string | null>
  load: () => Promise<void>
  /** @returns the staff key, which is shown this once */
  create: (name: string, role: Role) => Promise<string>
  /** @returns the new staff key; the old one and all its connections have ended */
  rotate: (id: string) => Promise<string>
  edit: (id: string, change: { name?: string; role?: Role; disabled?: boolean }) => Promise<void>
  /** What went wrong, for a person. */
  sentence: (error: unknown) => string
}

/** How often the load and the last look are read again, in milliseconds; who comes and goes is told live. */
const every = 20_000

/** All agents, disabled ones too, as an admin sees them. */
export function useAgentList(): AgentList {
  const { t } = useI18n()
  const desk = useDesk()
  const agents = shallowRef<readonly Agent[] | null>(null)
  const problem = ref<string | null>(null)

  async function load(): Promise<void> {
    try {
      agents.value = await readAgents()
      problem.value = null
    } catch (error) {
      problem.value = t(problemSentence(error))
    }
  }

  function put(agent: Agent): void {
    const all = agents.value ?? []
    agents.value = all.some(({ id }) => id === agent.id) ? all.map((one) => (one.id === agent.id ? { ...one, ...agent } : one)) : [...all, agent]
  }

  async function create(name: string, role: Role): Promise<string> {
    const { agent, staff_key } = await ok(api.POST('/api/v1/agents', { body: { name, role } }))
    put(agent)
    return staff_key
  }

  async function rotate(id: string): Promise<string> {
    const { agent, staff_key } = await ok(api.POST('/api/v1/agents/{id}/staff-key', { params: { path: { id } } }))
    put(agent)
    return staff_key
  }

  async function edit(id: string, change: { name?: string; role?: Role; disabled?: boolean }): Promise<void> {
    put(await ok(api.PATCH('/api/v1/agents/{id}', { params: { path: { id } }, body: change })))
  }

  function sentence(error: unknown): string {
    // The desk's one conflict here: nobody could let an admin in again.
    if (error instanceof Problem && error.code === 'conflict') return t('admin.agents.lastAdmin')
    return t(problemSentence(error))
  }

  let unlisten: (() => void) | undefined
  watch(() => desk.client, (client) => {
    unlisten?.()
    unlisten = client?.on('presence', (news) => {
      if (!('agent' in news)) return
      agents.value = agents.value?.map((agent) => (agent.id === news.agent ? { ...agent, status: news.status as Agent['status'] } : agent)) ?? null
    })
  }, { immediate: true })
  const timer = setInterval(() => document.visibilityState === 'visible' && void load(), every)
  onScopeDispose(() => {
    unlisten?.()
    clearInterval(timer)
  })

  void load()
  return { agents, problem, load, create, rotate, edit, sentence }
}
