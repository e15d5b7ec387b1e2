import type { MessageItem } from '@kefu/chat-client'

const talks = {
  'zh-CN': [
    ['customer', '你好，Aura Pro 今天下单，周六能到上海吗？'],
    ['agent', '您好，可以的！下午四点前付款今天就发，一般隔天到。'],
    ['customer', '太好了，谢谢'],
  ],
  en: [
    ['customer', 'Hi! If I order today, will it be here by Saturday?'],
    ['agent', 'Hi! Yes, orders before four leave today and take two days.'],
    ['customer', 'Great, thanks'],
  ],
} as const

/** A short talk to look at, as the customer sees it. */
export function sampleTalk(locale: 'zh-CN' | 'en'): readonly MessageItem[] {
  return talks[locale].map(([role, text], at) => ({
    type: 'message',
    key: `sample ${at}`,
    side: role === 'customer' ? 'customer' : 'desk',
    own: role === 'customer',
    mine: false,
    delivery: { state: role === 'customer' ? 'read' : 'received' },
    message: {
      id: `0-${at + 1}`,
      conversation_id: '0',
      openid: '',
      seq: at + 1,
      client_id: `sample-${at}`,
      sender: { role, id: role, name: '' },
      kind: 'text',
      text,
      created_at: new Date().toISOString(),
    },
  }))
}
