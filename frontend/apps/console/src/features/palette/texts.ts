export const en = {
  palette: { title: 'Search and commands' },
}

export const zhCN: typeof en = {
  palette: { title: '搜索与命令' },
}
