export const en = {
  canned: { title: 'Canned replies', open: 'Insert a canned reply', keys: '↑ ↓ choose · Enter inserts · Esc closes' },
}

export const zhCN: typeof en = {
  canned: { title: '快捷回复', open: '插入快捷回复', keys: '↑ ↓ 选择 · Enter 插入 · Esc 关闭' },
}
