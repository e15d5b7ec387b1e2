export const en = {
  shortcuts: {
    title: 'Keyboard shortcuts',
    withKey: '{what} ({key})',
    next: 'Next conversation',
    previous: 'Previous conversation',
    reply: 'Reply',
    note: 'Write a note',
    resolve: 'Resolve or reopen',
    send: 'Send',
    newline: 'New line',
    leave: 'Leave the field, then the conversation',
  },
}

export const zhCN: typeof en = {
  shortcuts: {
    title: '键盘快捷键',
    withKey: '{what}（{key}）',
    next: '下一个会话',
    previous: '上一个会话',
    reply: '回复客户',
    note: '写内部备注',
    resolve: '结束或重新打开会话',
    send: '发送',
    newline: '换行',
    leave: '离开输入框，再按关闭会话',
  },
}
