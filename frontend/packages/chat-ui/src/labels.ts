/**
 * Every word that these components show. Pass `chatLabels(locale)`, or an object of your own, as `labels`.
 * Placeholders in braces are filled in by the component.
 */
export interface ChatLabels {
  today: string
  yesterday: string
  sending: string
  sent: string
  read: string
  failed: string
  tryAgain: string
  discard: string
  recall: string
  /** `{name}` is who did it. */
  recalled: string
  recalledByYou: string
  note: string
  you: string
  typing: string
  /** `{name}`. */
  typingNamed: string
  loadingOlder: string
  loadOlder: string
  beginning: string
  newMessages: string
  /** `{count}` of them. */
  newCount: string
  toNewest: string
  openPicture: string
  picture: string
  file: string
  download: string
  close: string
  composer: string
  send: string
  attach: string
  emoji: string
  /** `{count}` characters too many. */
  tooLong: string
  dropHere: string
  announcement: string
  empty: string
  /** Why a message did not go out, by error code; `internal` stands for the rest. */
  failures: Record<'blocked' | 'too_large' | 'forbidden' | 'unavailable' | 'bad_request' | 'internal', string>
}

const en: ChatLabels = {
  today: 'Today',
  yesterday: 'Yesterday',
  sending: 'Sending',
  sent: 'Sent',
  read: 'Read',
  failed: 'Not sent',
  tryAgain: 'Try again',
  discard: 'Delete',
  recall: 'Recall',
  recalled: '{name} recalled a message',
  recalledByYou: 'You recalled a message',
  note: 'Internal note',
  you: 'You',
  typing: 'is typing',
  typingNamed: '{name} is typing',
  loadingOlder: 'Loading earlier messages',
  loadOlder: 'Earlier messages',
  beginning: 'The conversation begins here',
  newMessages: 'New messages',
  newCount: '{count} new',
  toNewest: 'Newest messages',
  openPicture: 'Open the picture',
  picture: 'Picture',
  file: 'File',
  download: 'Download',
  close: 'Close',
  composer: 'Message',
  send: 'Send',
  attach: 'Attach a file',
  emoji: 'Emoji',
  tooLong: '{count} characters too many',
  dropHere: 'Drop to send',
  announcement: 'Announcement',
  empty: 'No messages yet',
  failures: {
    blocked: 'Messages are not accepted here.',
    too_large: 'This is too large.',
    forbidden: 'This is not allowed.',
    unavailable: 'It has not gone out yet.',
    bad_request: 'The desk does not accept this.',
    internal: 'Something went wrong at the desk.',
  },
}

const zh: ChatLabels = {
  today: '今天',
  yesterday: '昨天',
  sending: '发送中',
  sent: '已发送',
  read: '已读',
  failed: '未发送',
  tryAgain: '重试',
  discard: '删除',
  recall: '撤回',
  recalled: '{name} 撤回了一条消息',
  recalledByYou: '你撤回了一条消息',
  note: '内部备注',
  you: '你',
  typing: '正在输入',
  typingNamed: '{name} 正在输入',
  loadingOlder: '正在加载更早的消息',
  loadOlder: '更早的消息',
  beginning: '会话从这里开始',
  newMessages: '以下为新消息',
  newCount: '{count} 条新消息',
  toNewest: '回到最新',
  openPicture: '查看图片',
  picture: '图片',
  file: '文件',
  download: '下载',
  close: '关闭',
  composer: '消息',
  send: '发送',
  attach: '添加文件',
  emoji: '表情',
  tooLong: '超出 {count} 个字',
  dropHere: '松开即可发送',
  announcement: '公告',
  empty: '还没有消息',
  failures: {
    blocked: '对方暂不接收消息。',
    too_large: '内容过大。',
    forbidden: '没有权限。',
    unavailable: '尚未发出。',
    bad_request: '无法发送这个内容。',
    internal: '服务出了点问题。',
  },
}

/** The labels in Chinese for `zh…`, otherwise in English. */
export function chatLabels(locale: string): ChatLabels {
  return locale.toLowerCase().startsWith('zh') ? zh : en
}

/** Fills `{name}` and the like. */
export function fill(label: string, values: Readonly<Record<string, string | number>>): string {
  return label.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole))
}
