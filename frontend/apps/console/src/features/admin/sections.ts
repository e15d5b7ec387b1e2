import { Building2, MessageCircleMore, Smartphone, Users } from '@lucide/vue'
import { defineAsyncComponent, type Component } from 'vue'

/** A part of the settings. Adding one is adding a line. */
export interface Section {
  /** In the address; `admin.section.<name>` is its title. */
  name: string
  icon: Component
  page: Component
}

export const sections: readonly Section[] = [
  { name: 'agents', icon: Users, page: defineAsyncComponent(() => import('./agents/AgentsPage.vue')) },
  { name: 'desk', icon: Building2, page: defineAsyncComponent(() => import('./desk/DeskPage.vue')) },
  { name: 'widget', icon: MessageCircleMore, page: defineAsyncComponent(() => import('./widget/WidgetPage.vue')) },
  { name: 'miniprogram', icon: Smartphone, page: defineAsyncComponent(() => import('./miniprogram/MiniprogramPage.vue')) },
]
