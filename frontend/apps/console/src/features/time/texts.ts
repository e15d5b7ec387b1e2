export const en = {
  time: {
    justNow: 'now',
    underMinute: 'under 1 min',
    minutes: '{n} min',
    hours: '{n} h',
    days: '{n} d',
  },
}

export const zhCN: typeof en = {
  time: {
    justNow: '刚刚',
    underMinute: '不到 1 分钟',
    minutes: '{n} 分钟',
    hours: '{n} 小时',
    days: '{n} 天',
  },
}
