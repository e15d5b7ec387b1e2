import type { Conversation, Note } from '@kefu/chat-client'
import { onScopeDispose, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDesk } from '../../store/desk'
import { useCustomerName } from '../customer/name'
import { previewOf } from '../conversation-list/preview'
import { Desktop } from './desktop'
import { useLeader } from './leader'
import { useLooking, type Said } from './looking'
import { concerns, isNews, names } from './news'
import { useRinging } from './ringing'
import { useAlertSettings } from './settings'
import { Untold, type News } from './untold'

/** What comes within this time is one ring, in milliseconds. */
const gatherFor = 200

/** Between two rings, in milliseconds: a busy desk is no alarm. What comes meanwhile is told with the next. */
const quietFor = 2000

/** More conversations than this at once are one notification that only counts them: after a pause there may be hundreds. */
const each = 3

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
  const untold = new Untold()
  let gathering: ReturnType<typeof setTimeout> | undefined
  let announced = -Infinity
  onScopeDispose(() => clearTimeout(gathering))
  /** What rings until it is seen. */
  const unseen = new Set<string>()

  /** Every tab takes it; the one that leads tells of it. */
  function tell(news: News): void {
    if (untold.add(news) && leads.value) tellSoon()
  }

  function tellSoon(): void {
    gathering ??= setTimeout(() => {
      gathering = undefined
      const taken = untold.take()
      const all = taken.filter(({ conversation, mention }) => !looking.at(conversation) && (mention || (desk.summaries.get(conversation)?.unread ?? 1) > 0))
      const rings = all.length > 0 && alerts.settings.sound === 'untilSeen' && !looking.anywhere() ? all.map(({ conversation }) => conversation) : []
      channel.postMessage({ what: 'told', told: taken.map(({ about, upTo }) => ({ about, upTo })), rings } satisfies Said)
      if (all.length === 0) return
      announced = performance.now()
      announce(all, rings)
    }, Math.max(gatherFor, announced + quietFor - performance.now()))
  }

  function announce(all: readonly News[], rings: readonly string[]): void {
    const { sound, volume } = alerts.settings
    if (sound !== 'off') ringing.ring(volume)
    if (looking.anywhere()) return
    for (const conversation of rings) unseen.add(conversation)
    if (rings.length > 0) keepRinging()
    if (alerts.settings.desktop) show(all)
  }

  function keepRinging(): void {
    ringing.keepRinging(() => alerts.settings.volume, () => alerts.settings.sound === 'untilSeen' && leads.value && stillUnread())
  }

  /** What another tab has told of. It rings on from here if that one closes. */
  function heard({ data }: MessageEvent<Said>): void {
    if (data.what !== 'told') return
    untold.heard(data.told)
    for (const conversation of data.rings) unseen.add(conversation)
  }
  channel.addEventListener('message', heard)

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
      if (isNews(change, since) && concerns(now, alerts.settings.scope, agentId)) tell(newsOf(now))
    }
  })
  onScopeDispose(unsubscribe)

  watch(() => desk.client, (client, _, cleanup) => {
    const stop = client?.on('note', ({ note }) => {
      if (alerts.settings.scope !== 'none' && names(note, agentId)) tell(mentionOf(note))
    })
    cleanup(() => stop?.())
  }, { immediate: true })

  watch(() => looking.turned.value, () => {
    ringing.stop()
    unseen.clear()
    desktop.close('many')
  })
  // Flushed at once: what comes in the same moment is told by one tab, not by none and not by two.
  watch(leads, (now) => {
    if (now) {
      if (!untold.empty) tellSoon()
      if (unseen.size > 0) keepRinging()
      return
    }
    clearTimeout(gathering)
    gathering = undefined
    ringing.stop()
  }, { flush: 'sync' })

  function newsOf(conversation: Conversation): News {
    const { customer, last_message } = conversation
    const { kind, words } = last_message ? previewOf(last_message, agentId) : { kind: null, words: '' }
    return {
      about: conversation.id,
      upTo: conversation.last_seq,
      conversation: conversation.id,
      title: customerName(customer),
      body: (kind ? t('list.kind', { kind: t(kind) }) + ' ' : '') + words,
      ...(customer.avatar_url ? { icon: customer.avatar_url } : {}),
    }
  }

  function mentionOf(note: Note): News {
    return { about: `note ${note.id}`, upTo: 0, mention: true, conversation: note.conversation_id, title: t('notifications.mention', { name: note.agent?.name ?? '' }), body: note.text }
  }
}
