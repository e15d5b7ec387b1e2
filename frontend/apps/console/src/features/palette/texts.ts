export const en = {
  palette: {
    title: 'Search and commands',
    placeholder: 'Search customers, or type a command',
    ask: { transfer: 'Who takes over?', priority: 'How pressing is it?', tag: 'Choose a tag, or type a new one' },
    level: { transfer: 'Transfer', priority: 'Priority', tag: 'Tag' },
    group: {
      conversation: 'This conversation', recent: 'Opened lately', found: 'Conversations', pages: 'Pages', commands: 'Commands', agents: 'Agents', priorities: 'Priority',
      tags: 'Tags',
    },
    theme: 'Theme: {theme}',
    language: 'Language: {language}',
    sendByEnter: 'Send with Enter',
    sendByModEnter: 'Send with Ctrl+Enter',
    status: { online: 'Online', away: 'Away', offline: 'Offline' },
    load: ' · {n} open',
    nobody: 'Back to the queue',
    newTag: 'New tag “{tag}”',
    checked: 'chosen',
    none: 'Nothing fits.',
    count: '{n} results',
  },
}

export const zhCN: typeof en = {
  palette: {
    title: '搜索与命令',
    placeholder: '搜索客户，或输入命令',
    ask: { transfer: '转接给谁？', priority: '设置优先级', tag: '选择标签，或输入新标签' },
    level: { transfer: '转接', priority: '优先级', tag: '标签' },
    group: {
      conversation: '当前会话', recent: '最近打开', found: '会话', pages: '页面', commands: '命令', agents: '客服', priorities: '优先级', tags: '标签',
    },
    theme: '主题：{theme}',
    language: '语言：{language}',
    sendByEnter: '改用 Enter 发送',
    sendByModEnter: '改用 Ctrl+Enter 发送',
    status: { online: '在线', away: '离开', offline: '离线' },
    load: ' · 接待中 {n}',
    nobody: '退回队列',
    newTag: '新标签“{tag}”',
    checked: '已选',
    none: '没有匹配的结果',
    count: '{n} 条结果',
  },
}
