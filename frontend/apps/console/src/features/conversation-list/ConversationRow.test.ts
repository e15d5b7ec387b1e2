import type { Conversation } from '@kefu/chat-client'
import { cleanup, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { aConversation, aMessage } from '../../../test/objects'
import { i18n, setLocale } from '../../i18n'
import ConversationRow from './ConversationRow.vue'

const now = Date.parse('2026-11-21T10:00:00.000Z')

beforeEach(() => setLocale('en'))
afterEach(cleanup)

function row(conversation: Partial<Conversation>, props: { active?: boolean; draft?: string; typing?: boolean; owned?: boolean } = {}) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/c/:id', name: 'conversation', component: { template: '' } },
      { path: '/:rest(.*)*', component: { template: '' } },
    ],
  })
  return render(ConversationRow, {
    global: { plugins: [i18n, router] },
    props: { conversation: aConversation(conversation), agentId: '3', now, active: false, draft: '', typing: false, owned: true, ...props },
  })
}

const preview = () => screen.getByTestId('row-preview').textContent?.trim()

test('shows who, the last words, the channel and that they are online', () => {
  row({ last_message: aMessage({ text: 'Where is\nmy parcel?', created_at: '2026-11-21T09:48:00.000Z' }), tags: ['物流'] })
  const link = screen.getByTestId('conversation-row')
  expect(link.dataset.conversationId).toBe('17')
  expect(link.textContent).toContain('Li Lei')
  expect(link.textContent).toContain('12 min')
  expect(link.textContent).toContain('WeChat')
  expect(link.textContent).toContain('物流')
  expect(preview()).toBe('Where is my parcel?')
  screen.getByTestId('online-dot')
})

test('no badge without unread, the exact number with it', async () => {
  const { rerender } = row({ unread: 0 })
  expect(screen.queryByTestId('row-unread')).toBeNull()
  await rerender({ conversation: aConversation({ unread: 128 }) })
  expect(screen.getByTestId('row-unread').textContent).toBe('128')
})

test('a customer who waits shows for how long', () => {
  row({ waiting_since: '2026-11-21T09:37:00.000Z' })
  expect(screen.getByTestId('row-waiting').textContent).toBe('23 min')
})

test('nobody waits, nothing shows', () => {
  row({ waiting_since: null })
  expect(screen.queryByTestId('row-waiting')).toBeNull()
})

test('what we said begins with who said it; other kinds stand in brackets', () => {
  row({ last_message: aMessage({ sender: { role: 'agent', id: '3', name: 'Han Mei' }, kind: 'image', text: null }) })
  expect(preview()).toBe('You: [Picture]')
})

test('a draft is marked', () => {
  row({}, { draft: 'Your\nreplacement' })
  expect(preview()).toBe('[Draft] Your replacement')
})

test('a customer who types shows instead of the last words', () => {
  row({}, { typing: true })
  expect(screen.getByTestId('row-typing').textContent).toBe('typing…')
  expect(screen.queryByTestId('row-preview')).toBeNull()
})

test.each([
  ['2026-11-21T09:57:00.000Z', 'calm'],
  ['2026-11-21T09:54:00.000Z', 'soon'],
  ['2026-11-21T09:40:00.000Z', 'late'],
])('a wait since %s is %s', (since, urgency) => {
  row({ waiting_since: since })
  expect(screen.getByTestId('row-waiting').dataset.urgency).toBe(urgency)
})

test('priority shows unless it is the usual one', async () => {
  const { rerender } = row({ priority: 'normal' })
  expect(screen.queryByTestId('row-priority')).toBeNull()
  await rerender({ conversation: aConversation({ priority: 'urgent' }) })
  expect(screen.getByTestId('row-priority').getAttribute('aria-label')).toBe('Urgent')
})

test('whose it is shows where it may be anybody’s', async () => {
  const { rerender } = row({ assignee: { id: '4', name: 'Lin Tao' } })
  expect(screen.getByTestId('row-assignee').getAttribute('aria-label')).toBe('Assigned to Lin Tao')
  await rerender({ owned: false })
  expect(screen.queryByTestId('row-assignee')).toBeNull()
})

test('of several tags the first shows, and how many more there are', () => {
  row({ tags: ['物流', 'VIP', 'gift'] })
  expect(screen.getByTestId('row-tags').textContent).toBe('物流')
  expect(screen.getByTestId('conversation-row').textContent).toContain('+2')
})

test('a visitor without a name is called by the end of the id, in either language', () => {
  setLocale('zh-CN')
  row({ customer: { openid: 'v_77a08f21', name: '', channel: 'web', online: false } })
  expect(screen.getByTestId('conversation-row').textContent).toContain('访客 8F21')
  expect(screen.getByTestId('conversation-row').textContent).toContain('网页')
  expect(screen.queryByTestId('online-dot')).toBeNull()
})
