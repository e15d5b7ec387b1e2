export const en = {
  notifications: {
    title: 'Notifications',
    scope: 'Tell me of new messages',
    scopes: { mine: 'In my conversations and unassigned ones', all: 'In all conversations', none: 'Never' },
    scopeHint: 'The number on the tab counts the same. Notes that name you are told unless you choose “Never”.',
    sound: 'Sound',
    sounds: { off: 'Off', once: 'Once', untilSeen: 'Until I look' },
    volume: 'Volume',
    try: 'Try it',
    desktop: 'Desktop notifications',
    desktopHint: 'When you are in another window. A click opens the conversation.',
    allow: 'Allow in this browser',
    denied: 'This browser blocks notifications of the desk. Allow them in the site settings, beside the address.',
    unsupported: 'This browser shows none here. They need a secure (https) address.',
    many: 'New messages in {n} conversations',
    mention: '{name} mentioned you',
  },
}

export const zhCN: typeof en = {
  notifications: {
    title: '消息提醒',
    scope: '哪些新消息提醒我',
    scopes: { mine: '我的会话和排队中的会话', all: '全部会话', none: '不提醒' },
    scopeHint: '标签页上的未读数按同一范围统计。除选择“不提醒”外，备注中提到您时也会提醒。',
    sound: '声音',
    sounds: { off: '关闭', once: '响一次', untilSeen: '持续提醒' },
    volume: '音量',
    try: '试听',
    desktop: '桌面通知',
    desktopHint: '当您在其他窗口时显示，点击可打开会话。',
    allow: '允许浏览器通知',
    denied: '浏览器已屏蔽工作台的通知，请在地址栏旁的网站设置中允许。',
    unsupported: '当前浏览器在此地址下无法显示通知，需要使用 https 访问。',
    many: '{n} 个会话有新消息',
    mention: '{name} 在备注中提到了您',
  },
}
