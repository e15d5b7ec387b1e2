export const en = {
  connection: {
    none: 'No connection to the desk',
    lostFor: 'No connection for {time}',
    retryIn: 'trying again in {time}',
    connecting: 'connecting…',
    goOn: 'Go on writing: everything is sent as soon as it is back.',
    retryNow: 'Try now',
    replaced: 'The desk is open in a newer window, which took this one’s place.',
    takeBack: 'Work here',
  },
}

export const zhCN: typeof en = {
  connection: {
    none: '与服务器的连接已断开',
    lostFor: '连接已断开 {time}',
    retryIn: '{time} 后重试',
    connecting: '正在连接…',
    goOn: '可以继续输入，连接恢复后会自动发送。',
    retryNow: '立即重试',
    replaced: '工作台已在新的窗口中打开，此窗口已断开。',
    takeBack: '在此窗口继续',
  },
}
