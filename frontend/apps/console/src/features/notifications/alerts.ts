import type { Conversation, Note } from '@kefu/chat-client'
import { onScopeDispose, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDesk } from '../../store/desk'
import { useCustomerName } from '../customer/name'
import { previewOf } from '../conversation-list/preview'
import { Desktop } from './desktop'
import { useLeader } from './leader'
import { useLooking } from './looking'
import { concerns, isNews, names } from './news'
import { useRinging } from './ringing'
import { useAlertSettings } from './settings'

/** What comes within this time is one ring, in milliseconds. */
const gatherFor = 200

/** Between two rings, in milliseconds: a busy desk is no alarm. What comes meanwhile is told with the next. */
const quietFor = 2000

/** More conversations than this at once are one notification that only counts them: after a pause there may be hundreds. */
const each = 3

/** One thing to tell of. */
interface News {
  conversation: string
  title: string
  body: string
  icon?: string
}

/**
 * Tells the agent of what customers write: by sound and by the computer's notifications, each thing once however many
 * tabs are open, and nothing of the conversation that somebody looks at. `open` is called for one that is followed.
 */
export function useAlerts(agentId: string, here: Ref<string | null>, online: Ref<boolean>, open: (conversation: string | null) => void): void {
  const { t } = useI18n()
  const desk = useDesk()
  const alerts = useAlertSettings()
  const customerName = useCustomerName()

  const channel = new BroadcastChannel(`kefu.alerts.${agentId}`)
  const looking = useLooking(channel, here)
  const ringing = useRinging(channel)
  // Behind what says on it that this tab is gone: ends run in the order in which they were asked for.
  onScopeDispose(() => channel.close())
  // A tab without a connection hears of nothing: another one speaks then.
  const leads = useLeader(`kefu.alerts.${agentId}`, online)
  const desktop = new Desktop()
  onScopeDispose(() => desktop.closeAll())

  const since = Date.now() + (desk.client?.clockOffset ?? 0)
  const gathered = new Map<string, News>()
  let gathering: ReturnType<typeof setTimeout> | undefined
  let announced = -Infinity
  onScopeDispose(() => clearTimeout(gathering))
  /** What rings until it is seen. */
  const unseen = new Set<string>()

  function tell(news: News): void {
    gathered.set(news.conversation, news)
    gathering ??= setTimeout(() => {
      gathering = undefined
      const all = [...gathered.values()].filter(({ conversation }) => !looking.at(conversation) && (desk.summaries.get(conversation)?.unread ?? 1) > 0)
      gathered.clear()
      if (all.length === 0) return
      announced = performance.now()
      announce(all)
    }, Math.max(gatherFor, announced + quietFor - performance.now()))
  }

  function announce(all: readonly News[]): void {
    const { sound, volume } = alerts.settings
    if (sound !== 'off') ringing.ring(volume)
    if (looking.anywhere()) return
    if (sound === 'untilSeen') {
      for (const { conversation } of all) unseen.add(conversation)
      ringing.keepRinging(() => alerts.settings.volume, () => alerts.settings.sound === 'untilSeen' && leads.value && stillUnread())
    }
    if (alerts.settings.desktop) show(all)
  }

  function show(all: readonly News[]): void {
    if (all.length > each) {
      desktop.show({ tag: 'many', title: t('notifications.many', { n: all.length }), body: all.slice(0, each).map(({ title }) => title).join(t('list.comma')) }, () => open(null))
      return
    }
    for (const { conversation, title, body, icon } of all) desktop.show({ tag: conversation, title, body, ...(icon ? { icon } : {}) }, () => open(conversation))
  }

  /** What rings was read meanwhile, by whomever: then there is nothing left to ring for. */
  function stillUnread(): boolean {
    for (const id of unseen) if ((desk.summaries.get(id)?.unread ?? 0) === 0) unseen.delete(id)
    return unseen.size > 0
  }

  const unsubscribe = desk.onSummaries((changes) => {
    for (const change of changes) {
      const { now } = change
      if (now.unread === 0) desktop.close(now.id)
      if (leads.value && isNews(change, since) && concerns(now, alerts.settings.scope, agentId)) tell(newsOf(now))
    }
  })
  onScopeDispose(unsubscribe)

  watch(() => desk.client, (client, _, cleanup) => {
    const stop = client?.on('note', ({ note }) => {
      if (leads.value && alerts.settings.scope !== 'none' && names(note, agentId)) tell(mentionOf(note))
    })
    cleanup(() => stop?.())
  }, { immediate: true })

  watch([() => looking.turned.value, leads], () => {
    ringing.stop()
    unseen.clear()
    desktop.close('many')
  })

  function newsOf(conversation: Conversation): News {
    const { customer, last_message } = conversation
    const { kind, words } = last_message ? previewOf(last_message, agentId) : { kind: null, words: '' }
    return {
      conversation: conversation.id,
      title: customerName(customer),
      body: (kind ? t('list.kind', { kind: t(kind) }) + ' ' : '') + words,
      ...(customer.avatar_url ? { icon: customer.avatar_url } : {}),
    }
  }

  function mentionOf(note: Note): News {
    return { conversation: note.conversation_id, title: t('notifications.mention', { name: note.agent?.name ?? '' }), body: note.text }
  }
}
