import type { Conversation, Message } from '@kefu/chat-client'

/** A customer's text message, as the desk would send it. */
export function aMessage(rest: Partial<Message> = {}): Message {
  return {
    id: '17-42',
    conversation_id: '17',
    openid: 'o6_bmj',
    seq: 42,
    client_id: 'c-42',
    sender: { role: 'customer', id: 'o6_bmj', name: 'Li Lei' },
    kind: 'text',
    text: '你好',
    attachment: null,
    created_at: '2026-11-21T03:04:05.678Z',
    read_at: null,
    recalled_at: null,
    ...rest,
  }
}

/** An open conversation that nobody has taken. */
export function aConversation(rest: Partial<Conversation> = {}): Conversation {
  return {
    id: '17',
    customer: { openid: 'o6_bmj', name: 'Li Lei', channel: 'wechat', online: true },
    status: 'open',
    assignee: null,
    tags: [],
    priority: 'normal',
    last_seq: 42,
    rev: 57,
    last_message: aMessage(),
    unread: 0,
    waiting_since: null,
    created_at: '2026-11-20T03:04:05.678Z',
    updated_at: '2026-11-21T03:04:05.678Z',
    ...rest,
  }
}
