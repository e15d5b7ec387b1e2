export const en = {
  login: {
    title: 'Log in to the desk',
    hint: 'Your supervisor gave you a staff key.',
    key: 'Staff key',
    submit: 'Log in',
    busy: 'Logging in…',
    wrongKey: 'This staff key is not valid. Check that all of it was copied.',
    disabled: 'This agent is disabled. Ask your supervisor.',
  },
}

export const zhCN: typeof en = {
  login: {
    title: '登录客服工作台',
    hint: '请输入主管发给您的员工密钥。',
    key: '员工密钥',
    submit: '登录',
    busy: '正在登录…',
    wrongKey: '员工密钥无效，请检查是否复制完整。',
    disabled: '该客服账号已停用，请联系主管。',
  },
}
