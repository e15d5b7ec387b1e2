/** `darkmode`: WeChat tells its theme only to a mini-program that says it has a dark one. */
export function system({ define, defineSync, host, phone, wx, darkmode }) {
  const info = () => ({
    SDKVersion: '3.8.0', version: '8.0.50', platform: 'ios', system: 'iOS 17.0', language: host.language ?? 'zh_CN', brand: 'iPhone', model: phone.model.name,
    ...(darkmode ? { theme: host.theme ?? 'light' } : {}), fontSizeSetting: 16, ...phone.window(),
  })
  for (const name of ['getSystemInfoSync', 'getWindowInfo', 'getDeviceInfo', 'getAppBaseInfo', 'getSystemSetting']) defineSync(name, info)
  define('getSystemInfo', info)
  define('getNetworkType', () => ({ networkType: 'wifi' }))
  defineSync('getMenuButtonBoundingClientRect', () => phone.menuButton())
  defineSync('getAccountInfoSync', () => ({ miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' } }))
  defineSync('canIUse', () => true)
  wx.env = { USER_DATA_PATH: 'http://usr' }
}
