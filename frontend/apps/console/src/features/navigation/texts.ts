export const en = {
  account: { title: 'Account', logout: 'Log out' },
}

export const zhCN: typeof en = {
  account: { title: '账号', logout: '退出登录' },
}
