export const en = {
  kind: { image: 'Picture', file: 'File', voice: 'Voice', video: 'Video', card: 'Card', recalled: 'Recalled' },
  list: {
    title: 'Conversations',
    status: 'Status',
    tab: { open: 'Open', pending: 'Pending', resolved: 'Resolved', all: 'All' },
    who: { everyone: 'Everyone’s', mine: 'Mine', unassigned: 'Unassigned' },
    empty: {
      open: 'No open conversations. Well done.',
      pending: 'Nothing waits for a customer.',
      resolved: 'Nothing is resolved yet.',
      all: 'No customer has written yet.',
    },
    by: '{name}: ',
    me: 'You',
    kind: '[{kind}]',
    comma: ', ',
    draft: '[Draft]',
    unread: '{n} unread',
    waiting: 'Waiting for an answer: {span}',
  },
}

export const zhCN: typeof en = {
  kind: { image: '图片', file: '文件', voice: '语音', video: '视频', card: '卡片', recalled: '已撤回' },
  list: {
    title: '会话',
    status: '状态',
    tab: { open: '进行中', pending: '等待中', resolved: '已结束', all: '全部' },
    who: { everyone: '所有人', mine: '我的', unassigned: '未分配' },
    empty: {
      open: '没有进行中的会话，辛苦了。',
      pending: '没有等待客户回复的会话。',
      resolved: '还没有已结束的会话。',
      all: '还没有客户来咨询。',
    },
    by: '{name}：',
    me: '我',
    kind: '[{kind}]',
    comma: '、',
    draft: '[草稿]',
    unread: '{n} 条未读',
    waiting: '客户已等待 {span}',
  },
}
