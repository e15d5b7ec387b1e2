export const en = {
  app: { name: 'Kefu', navigation: 'Main navigation' },
  action: { retry: 'Try again', close: 'Close', back: 'Back' },
  role: { agent: 'Agent', supervisor: 'Supervisor', admin: 'Admin' },
}

export const zhCN: typeof en = {
  app: { name: 'Kefu 客服', navigation: '主导航' },
  action: { retry: '重试', close: '关闭', back: '返回' },
  role: { agent: '客服', supervisor: '主管', admin: '管理员' },
}
