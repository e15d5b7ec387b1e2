/** The widget's own words; those of messages are chat-ui's. */
export interface Words {
  title: string
  online: string
  away: string
  /** `{time}`. */
  opens: string
  welcome: string
  placeholder: string
  reconnecting: string
  /** `{seconds}`. */
  retryIn: string
  retryNow: string
  /** What is shown was seen before; the desk has not answered yet. */
  stale: string
  replaced: string
  useHere: string
  signedOut: string
  reload: string
  close: string
  /** `{name}` and `{size}`. */
  tooLarge: string
  /** `{name}`. */
  wrongType: string
  recallFailed: string
  /** `{name}`. */
  empty: string
  mute: string
  unmute: string
  cardOffer: string
  cardSend: string
  cardDismiss: string
}

const en: Words = {
  title: 'Customer service',
  online: 'We are here',
  away: 'Away now: we answer as soon as we can',
  opens: 'Back {time}',
  welcome: 'Hello! How can we help you?',
  placeholder: 'Write a message…',
  reconnecting: 'Connecting again…',
  retryIn: 'No connection. Next try in {seconds} s',
  retryNow: 'Try now',
  stale: 'No connection. You see the chat as it was last time; what you write goes out as soon as there is one.',
  replaced: 'The chat is open somewhere else.',
  useHere: 'Use it here',
  signedOut: 'This chat has ended here.',
  reload: 'Start again',
  close: 'Close the chat',
  tooLarge: '{name} is too large: at most {size}.',
  wrongType: '{name} cannot be sent: this kind of file is not accepted.',
  recallFailed: 'This message can no longer be recalled.',
  empty: '{name} is empty.',
  mute: 'Turn the sound off',
  unmute: 'Turn the sound on',
  cardOffer: 'You are looking at',
  cardSend: 'Send',
  cardDismiss: 'Not now',
}

const zh: Words = {
  title: '在线客服',
  online: '客服在线',
  away: '客服暂时不在，请留言，我们会尽快回复',
  opens: '{time} 恢复服务',
  welcome: '您好！有什么可以帮您？',
  placeholder: '请输入消息…',
  reconnecting: '正在重新连接…',
  retryIn: '连接已断开，{seconds} 秒后重试',
  retryNow: '立即重试',
  stale: '当前没有网络，显示的是上次的聊天记录；您写的消息会在恢复连接后发出。',
  replaced: '聊天已在其他窗口打开。',
  useHere: '在这里使用',
  signedOut: '此处的聊天已结束。',
  reload: '重新开始',
  close: '关闭聊天',
  tooLarge: '{name} 太大了，最大 {size}。',
  wrongType: '{name} 无法发送：不支持这种文件。',
  recallFailed: '这条消息已不能撤回。',
  empty: '{name} 是空文件。',
  mute: '关闭提示音',
  unmute: '打开提示音',
  cardOffer: '您正在浏览',
  cardSend: '发送',
  cardDismiss: '暂不',
}

export function wordsOf(locale: string): Words {
  return locale.toLowerCase().startsWith('zh') ? zh : en
}
