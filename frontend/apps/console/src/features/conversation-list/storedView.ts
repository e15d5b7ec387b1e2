import { ref, watch, type Ref } from 'vue'
import { readSetting, writeSetting } from '../../store/settings'
import { statuses, whose, type ListView } from './view'

/** The view that this browser showed last; open conversations of everyone at first. */
export function useListView(): Ref<ListView> {
  const [status, who] = (readSetting('list-view') ?? '').split(' ')
  const view = ref<ListView>({
    status: statuses.find((known) => known === status) ?? 'open',
    who: whose.find((known) => known === who) ?? 'everyone',
  })
  watch(view, (chosen) => writeSetting('list-view', `${chosen.status} ${chosen.who}`))
  return view
}
