export const en = {
  inbox: { choose: 'Choose a conversation', keys: 'J and K move through the list, ? shows all keys' },
}

export const zhCN: typeof en = {
  inbox: { choose: '请选择一个会话', keys: '按 J、K 上下切换，按 ? 查看全部快捷键' },
}
