import { ref, watch, type Ref } from 'vue'
import { readSetting, writeSetting } from '../../store/settings'
import { sorts } from './order'
import { statuses, whose, type ListView } from './view'

/** The view that this browser showed last; open conversations of everyone, the newest first, to begin with. */
export function useListView(): Ref<ListView> {
  const [status, who, sort] = (readSetting('list-view') ?? '').split(' ')
  const view = ref<ListView>({
    status: statuses.find((known) => known === status) ?? 'open',
    who: whose.find((known) => known === who) ?? 'everyone',
    sort: sorts.find((known) => known === sort) ?? 'newest',
  })
  watch(view, (chosen) => writeSetting('list-view', `${chosen.status} ${chosen.who} ${chosen.sort}`))
  return view
}
