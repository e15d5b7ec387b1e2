export const en = {
  problem: {
    unreachable: 'The desk cannot be reached. Trying again…',
    bad_request: 'The desk did not accept this.',
    unknown_type: 'The desk did not understand this.',
    unauthorized: 'Your session has ended. Log in again.',
    forbidden: 'You may not do this.',
    not_found: 'This does not exist any more.',
    conflict: 'Somebody else was faster.',
    too_large: 'This is too large.',
    rate_limited: 'Too many attempts. Wait a moment.',
    blocked: 'This was blocked.',
    unavailable: 'The desk is busy or its database is away. Try again.',
    internal: 'Something went wrong at the desk.',
  },
}

export const zhCN: typeof en = {
  problem: {
    unreachable: '无法连接服务器，正在重试…',
    bad_request: '服务器没有接受这个操作。',
    unknown_type: '服务器无法识别这个操作。',
    unauthorized: '登录已失效，请重新登录。',
    forbidden: '您没有权限进行此操作。',
    not_found: '内容已不存在。',
    conflict: '已有其他客服先行操作。',
    too_large: '内容过大。',
    rate_limited: '操作太频繁，请稍候再试。',
    blocked: '内容被拦截。',
    unavailable: '服务器繁忙或数据库暂不可用，请重试。',
    internal: '服务器出错了。',
  },
}
