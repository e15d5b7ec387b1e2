import { ok, Problem } from '@kefu/api'
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from './api'

/** The agent who is logged in on this browser. */
export interface Me {
  id: string
  name: string
  role: 'agent' | 'supervisor' | 'admin'
}

/** Who works here. The credential itself is a cookie that no script can read. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)

  /** Exchanges a staff key for the session's cookie. @throws Problem, `unauthorized` for a wrong key */
  async function login(staffKey: string): Promise<void> {
    const answer = await ok(api.POST('/api/v1/auth/agent', { body: { staff_key: staffKey } }))
    me.value = { id: answer.agent.id, name: answer.agent.name, role: answer.agent.role }
  }

  /**
   * Asks the desk whether the cookie still stands.
   * @returns false when it does not; an unreachable desk says nothing about it and counts as true
   */
  async function check(): Promise<boolean> {
    try {
      const answer = await ok(api.GET('/api/v1/me'))
      if (answer.role === 'customer') return false
      me.value = { id: answer.id, name: answer.name, role: answer.role }
      return true
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) {
        me.value = null
        return false
      }
      return true
    }
  }

  /** Ends the session. @throws Problem when the desk could not be told: then the cookie still stands */
  async function logout(): Promise<void> {
    await ok(api.POST('/api/v1/auth/logout'))
    me.value = null
  }

  /** Gets the cookie a new term, so that a working day never ends in the middle of a sentence. Failing is harmless. */
  async function prolong(): Promise<void> {
    try {
      await ok(api.POST('/api/v1/auth/refresh'))
    } catch {
      // A session that has ended shows by itself; an unreachable desk is asked again later.
    }
  }

  function forget(): void {
    me.value = null
  }

  return { me, login, check, logout, prolong, forget }
})
