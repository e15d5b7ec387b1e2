const zh = {
  title: '在线客服',
  agent: '客服',
  me: '我',
  typing: '对方正在输入…',
  connecting: '网络不可用，正在重新连接…',
  offline: '当前网络不可用，请检查网络设置',
  refused: '暂时无法登录客服，请稍后再试',
  replaced: '客服已在其他设备打开，点此继续',
  away: '客服暂时不在，您可以留言，我们会尽快回复',
  /** {time} */
  opens: '客服暂时不在，{time} 恢复服务，您可以先留言',
  hello: '您好，请问有什么可以帮您？',
  send: '发送',
  placeholder: '',
  album: '照片',
  camera: '拍摄',
  read: '已读',
  sent: '送达',
  copy: '复制',
  copied: '已复制',
  recall: '撤回',
  recalledByMe: '你撤回了一条消息',
  recalledByDesk: '对方撤回了一条消息',
  editAgain: '重新编辑',
  recallLate: '发送超过 2 分钟的消息，不能撤回',
  recallFailed: '撤回失败，请重试',
  again: '重新发送',
  discard: '删除',
  failed: '发送失败',
  reasons: /** @type {Record<string, string>} */ ({
    too_large: '内容太大，未能发送',
    blocked: '消息已发出，但被对方拒收了',
    bad_request: '内容不符合要求，未能发送',
    not_found: '图片已失效，请重新选择',
    unavailable: '等待时间过长，未能发送',
  }),
  /** {n} */
  tooLong: '最多 {n} 个字',
  /** {size} */
  tooLarge: '图片不能超过 {size}',
  wrongType: '不支持这种格式',
  notYet: '正在连接客服，请稍候',
  noFile: '文件暂时无法打开',
  noVoice: '语音暂时无法播放',
  /** {n} */
  newMessages: '{n} 条新消息',
  product: '商品',
  asking: '您可能想咨询',
  sendProduct: '发送商品',
  picture: '图片',
  voice: '语音',
  video: '视频',
  file: '文件',
  privacyTitle: '隐私保护提示',
  privacyText: '在使用图片等功能前，请阅读并同意',
  privacyTail: '。如您不同意，将无法使用该功能。',
  privacyName: '《隐私保护指引》',
  agree: '同意',
  disagree: '拒绝',
  yesterday: '昨天',
  weekdays: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
  /** {m}, {d} */
  date: '{m}月{d}日',
  /** {y}, {m}, {d} */
  fullDate: '{y}年{m}月{d}日',
}

/** @type {typeof zh} */
const en = {
  title: 'Customer service',
  agent: 'Service',
  me: 'Me',
  typing: 'Typing…',
  connecting: 'No connection, trying again…',
  offline: 'No network. Check your network settings',
  refused: 'Customer service can’t be reached now. Please try later',
  replaced: 'The chat is open on another device. Tap to use it here',
  away: 'Nobody is here now. Leave a message and we will answer',
  opens: 'Nobody is here now. We are back at {time}; leave a message',
  hello: 'Hello! How can we help you?',
  send: 'Send',
  placeholder: '',
  album: 'Photos',
  camera: 'Camera',
  read: 'Read',
  sent: 'Delivered',
  copy: 'Copy',
  copied: 'Copied',
  recall: 'Recall',
  recalledByMe: 'You recalled a message',
  recalledByDesk: 'A message was recalled',
  editAgain: 'Edit again',
  recallLate: 'Messages can be recalled for 2 minutes only',
  recallFailed: 'Could not recall it. Try again',
  again: 'Send again',
  discard: 'Delete',
  failed: 'Not sent',
  reasons: {
    too_large: 'Too large to be sent',
    blocked: 'Sent, but refused by the other side',
    bad_request: 'It could not be accepted',
    not_found: 'The picture is gone, choose it again',
    unavailable: 'Waited too long',
  },
  tooLong: 'At most {n} characters',
  tooLarge: 'A picture may have at most {size}',
  wrongType: 'This format is not supported',
  notYet: 'Connecting, one moment',
  noFile: 'The file can’t be opened now',
  noVoice: 'The voice message can’t be played now',
  newMessages: '{n} new',
  product: 'Product',
  asking: 'Asking about this?',
  sendProduct: 'Send product',
  picture: 'Picture',
  voice: 'Voice',
  video: 'Video',
  file: 'File',
  privacyTitle: 'Privacy',
  privacyText: 'Before using pictures and the like, please read and accept the ',
  privacyTail: '. Without it this function can’t be used.',
  privacyName: 'privacy guidelines',
  agree: 'Accept',
  disagree: 'Decline',
  yesterday: 'Yesterday',
  weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  date: '{m}/{d}',
  fullDate: '{y}/{m}/{d}',
}

/** @typedef {typeof zh} Words */

/** The words in WeChat's language. @returns {Words} */
function words() {
  const { language } = wx.getAppBaseInfo()
  return /^zh/i.test(language) ? zh : en
}

/**
 * Puts values into a sentence's {places}.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]))
}

module.exports = { words, fill }
