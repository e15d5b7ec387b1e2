import type { Agent } from '@kefu/api'
import type { Conversation } from '@kefu/chat-client'
import {
  ArrowDownToLine, ArrowLeftRight, ChartColumn, Check, CornerDownRight, Flag, Hand, Hourglass, Keyboard, Languages, Lock, MessagesSquare, PanelRight, Reply, Settings,
  SunMoon, Tag, UserRoundMinus, Zap,
} from '@lucide/vue'
import { toRaw, type Component } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { locales, setLocale } from '../../i18n'
import { useDesk } from '../../store/desk'
import { themes, useTheme } from '../appearance/theme'
import { priorities, type ConversationActions } from '../conversation/actions'
import { useColleagues } from '../conversation/colleagues'
import { sendKey, setSendKey } from '../conversation/sendKey'
import { useCustomerName } from '../customer/name'
import { useCommandStore } from '../shortcuts/commands'
import { bindings } from '../shortcuts/table'
import type { Level } from './store'

/** One line of the palette. */
export interface Entry {
  /** Unique, and another when the line reads otherwise. */
  id: string
  group: 'conversation' | 'recent' | 'found' | 'pages' | 'commands' | 'agents' | 'priorities' | 'tags'
  text: string
  /** Behind the text, quietly. */
  detail?: string
  /** Other words that find it. */
  words?: readonly string[]
  /** How it is pressed, as the table of keys has it. */
  keys?: string
  icon?: Component
  conversation?: Conversation
  agent?: Agent
  /** It is what holds already. */
  checked?: boolean
  /** It asks another question instead of closing the palette. */
  leads?: boolean
  run: () => void
}

/** Commands that the palette asks more about. */
const questions: Partial<Record<string, Level>> = { transfer: 'transfer', priority: 'priority', tag: 'tag' }
/** Commands that make no sense from within it. */
const silent = new Set(['palette', 'leave', 'search', 'next', 'previous'])

/** Makes the palette's lines; each function reads what is so at that moment. */
export function useEntries(actions: ConversationActions, current: () => Conversation | null, ask: (level: Level) => void) {
  const { t } = useI18n()
  const router = useRouter()
  const desk = useDesk()
  const commands = useCommandStore()
  const colleagues = useColleagues()
  const customerName = useCustomerName()
  const theme = useTheme()

  /** In the other language as well: habits outlive a setting. */
  const bothWays = (key: string) => locales.map(({ id }) => t(key, {}, { locale: id }))

  function commandEntries(): Entry[] {
    const listed = bindings.filter(({ id }) => !silent.has(id) && commands.possible(id)).map(({ id, group, what, keys }): Entry => {
      const level = questions[id]
      return {
        id, text: t(commands.all.get(id)?.what?.() ?? what), words: bothWays(what), keys: keys[0], icon: icons[id] ?? CornerDownRight, leads: level !== undefined,
        group: group === 'conversation' || group === 'writing' ? 'conversation' : group === 'pages' ? 'pages' : 'commands',
        run: () => (level === undefined ? void commands.run(id) : ask(level)),
      }
    })
    return [...listed, ...settingEntries()]
  }

  function settingEntries(): Entry[] {
    return [
      ...themes.map((choice): Entry => ({
        id: `theme ${choice}`, group: 'commands', text: t('palette.theme', { theme: t(`appearance.${choice}`) }), words: bothWays(`appearance.${choice}`), icon: SunMoon,
        checked: theme.value === choice, run: () => (theme.value = choice),
      })),
      ...locales.map(({ id, name }): Entry => ({
        id: `locale ${id}`, group: 'commands', text: t('palette.language', { language: name }), words: [name, 'language', '语言'], icon: Languages, run: () => setLocale(id),
      })),
      {
        id: `send ${sendKey.value}`, group: 'commands', icon: Keyboard, words: [...bothWays('palette.sendByEnter'), ...bothWays('palette.sendByModEnter')],
        text: t(sendKey.value === 'enter' ? 'palette.sendByModEnter' : 'palette.sendByEnter'), run: () => setSendKey(sendKey.value === 'enter' ? 'mod-enter' : 'enter'),
      },
    ]
  }

  function agentEntries(): Entry[] {
    const assignee = current()?.assignee?.id
    const others = colleagues.others.map((agent): Entry => ({
      id: `agent ${agent.id} ${agent.status} ${agent.open_conversations}`, group: 'agents', text: agent.name, agent, checked: agent.id === assignee,
      detail: t(`palette.status.${agent.status}`) + (agent.open_conversations === undefined ? '' : t('palette.load', { n: agent.open_conversations })),
      run: () => void actions.assign(agent.id),
    }))
    if (assignee === undefined) return others
    return [...others, { id: 'nobody', group: 'agents', text: t('palette.nobody'), icon: UserRoundMinus, run: () => void actions.assign(null) }]
  }

  function priorityEntries(): Entry[] {
    return [...priorities].reverse().map((priority) => ({
      id: `priority ${priority}`, group: 'priorities', text: t(`conversation.priorities.${priority}`), words: bothWays(`conversation.priorities.${priority}`), icon: Flag,
      checked: current()?.priority === priority, run: () => void actions.setPriority(priority),
    }))
  }

  /** The conversation's own tags, those of others by how many have them, and what is being typed as a new one. */
  function tagEntries(typed: string): Entry[] {
    const own = current()?.tags ?? []
    const counts = new Map<string, number>(own.map((tag) => [tag, Infinity]))
    for (const { tags } of toRaw(desk.summaries).values()) for (const tag of tags ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    const known = [...counts].sort((a, b) => b[1] - a[1]).map(([tag]): Entry => {
      const checked = own.includes(tag)
      return { id: `tag ${tag} ${checked}`, group: 'tags', text: tag, icon: Tag, checked, run: () => void actions.setTags(checked ? own.filter((other) => other !== tag) : [...own, tag]) }
    })
    const fresh = typed.trim().replaceAll(/[,，]/g, ' ').slice(0, 32)
    if (fresh === '' || counts.has(fresh)) return known
    return [...known, { id: `new tag ${fresh}`, group: 'tags', text: t('palette.newTag', { tag: fresh }), words: [fresh], icon: Tag, run: () => void actions.setTags([...own, fresh]) }]
  }

  function conversationEntry(conversation: Conversation, group: 'recent' | 'found'): Entry {
    const { id, customer, assignee, status } = conversation
    return {
      id: `${group} ${id} ${customer.name} ${customer.online}`, group, conversation, text: customerName(customer), words: [customer.openid, ...(conversation.tags ?? [])],
      detail: [t(`list.tab.${status}`), assignee?.name].filter(Boolean).join(' · '), run: () => void router.push({ name: 'conversation', params: { id } }),
    }
  }

  return { commandEntries, agentEntries, priorityEntries, tagEntries, conversationEntry }
}

const icons: Partial<Record<string, Component>> = {
  transfer: ArrowLeftRight, priority: Flag, tag: Tag, resolve: Check, customer: PanelRight, help: Keyboard, pending: Hourglass, claim: Hand, reply: Reply, note: Lock,
  canned: Zap, newest: ArrowDownToLine, 'page.inbox': MessagesSquare, 'page.dashboard': ChartColumn, 'page.admin': Settings,
}
