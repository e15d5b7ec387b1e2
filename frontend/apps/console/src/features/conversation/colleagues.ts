import type { Agent } from '@kefu/api'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { readAgents } from '../../store/agents'
import { useDesk } from '../../store/desk'
import { useSession } from '../../store/session'

/** How long an answer is good enough, in milliseconds; who comes and goes is told live. */
const fresh = 15_000

/** The agents of the desk who may be given work: their status live, their load as of the last look. */
export const useColleagues = defineStore('colleagues', () => {
  const desk = useDesk()
  const session = useSession()
  const agents = shallowRef<readonly Agent[]>([])
  let asked = -Infinity
  let asking: Promise<void> | null = null

  /** All but oneself, as one would choose: those who are there first, of them who has least to do. */
  const others = computed(() => agents.value.filter(({ id }) => id !== session.me?.id).sort(byReadiness))

  /** Asks the desk unless it was asked just now. A failure keeps what is known. */
  function refresh(): Promise<void> {
    if (asking || Date.now() - asked < fresh) return asking ?? Promise.resolve()
    asking = readAgents().then(
      (all) => {
        agents.value = all.filter(({ disabled }) => !disabled)
        asked = Date.now()
      },
      () => {},
    ).finally(() => (asking = null))
    return asking
  }

  watch(() => desk.client, (client) => {
    agents.value = []
    asked = -Infinity
    client?.on('presence', (news) => {
      if (client !== desk.client || !('agent' in news)) return
      agents.value = agents.value.map((agent) => (agent.id === news.agent ? { ...agent, status: news.status as Agent['status'] } : agent))
    })
  }, { immediate: true })

  return { agents, others, refresh }
})

const order: Record<Agent['status'], number> = { online: 0, away: 1, offline: 2 }

function byReadiness(a: Agent, b: Agent): number {
  return order[a.status] - order[b.status] || (a.open_conversations ?? 0) - (b.open_conversations ?? 0) || a.name.localeCompare(b.name)
}
