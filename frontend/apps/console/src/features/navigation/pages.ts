import { BarChart3, Settings } from '@lucide/vue'
import type { Component } from 'vue'
import type { Me } from '../../store/session'

/** A page beside the inbox: its way in the rail, and its route. Adding one is adding a line to `pages`. */
export interface Page {
  /** The route's name. */
  name: string
  /** Below the console's base; may have parameters. */
  path: string
  /** The key of its name in the rail. */
  title: string
  icon: Component
  /** Who may see it; the desk checks for itself. */
  roles: readonly Me['role'][]
  load: () => Promise<{ default: Component }>
}

export const pages: readonly Page[] = [
  { name: 'dashboard', path: 'dashboard', title: 'dashboard.title', icon: BarChart3, roles: ['supervisor', 'admin'], load: () => import('../dashboard/DashboardPage.vue') },
  { name: 'admin', path: 'settings/:section?', title: 'admin.title', icon: Settings, roles: ['admin'], load: () => import('../admin/AdminPage.vue') },
]

/** The pages of a role, in the rail's order. */
export function pagesFor(role: Me['role']): readonly Page[] {
  return pages.filter(({ roles }) => roles.includes(role))
}
