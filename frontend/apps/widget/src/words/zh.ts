import type { Words } from '../words'

export { zh as labels } from '@kefu/chat-ui/labels/zh'

export const words: Words = {
  title: '在线客服',
  online: '客服在线',
  away: '客服暂时不在，留言会尽快回复',
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
  more: '更多',
  copy: '复制',
}
