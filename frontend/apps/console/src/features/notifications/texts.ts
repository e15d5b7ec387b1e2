export const en = {
  notifications: { title: 'Notifications' },
}

export const zhCN: typeof en = {
  notifications: { title: '通知' },
}
