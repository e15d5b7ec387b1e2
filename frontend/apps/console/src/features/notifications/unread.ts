import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useDesk } from '../../store/desk'
import { useTally } from '../../store/tally'
import { useWorkingSet } from '../../store/workingSet'
import { useAlertSettings } from './settings'

/** How much waits for this agent: what badges and the tab's title count. */
export const useUnread = defineStore('unread', () => {
  const desk = useDesk()
  const tally = useTally()
  const workingSet = useWorkingSet()
  const alerts = useAlertSettings()

  /** Unread messages of customers: in what is mine or nobody's, or of the whole desk for who wants to hear of all. */
  const total = computed(() => {
    if (alerts.settings.scope === 'all') return desk.unreadTotal
    // A number that grows while it is being counted would say nothing.
    return workingSet.extent.open === 'unknown' ? 0 : tally.unreadForMe()
  })

  return { total }
})
