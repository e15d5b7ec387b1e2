export const en = {
  admin: { title: 'Settings' },
}

export const zhCN: typeof en = {
  admin: { title: '设置' },
}
