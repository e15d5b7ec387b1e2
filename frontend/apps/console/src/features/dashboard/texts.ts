export const en = {
  dashboard: { title: 'Dashboard' },
}

export const zhCN: typeof en = {
  dashboard: { title: '数据看板' },
}
