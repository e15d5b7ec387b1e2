/**
 * What the user lets the mini-program do: `permissions` holds the scopes that were asked for. The first time WeChat asks
 * by itself, which `host.onPermission` answers (yes, if it is left out); who said no is not asked again.
 */
export function setting(api) {
  const { define, host } = api
  const permissions = { ...host.permissions }
  api.permit = async (scope) => {
    permissions[scope] ??= await (host.onPermission?.(scope) ?? true)
    if (!permissions[scope]) throw new Error('auth deny')
  }
  const authSetting = () => ({ authSetting: { ...permissions } })
  define('getSetting', authSetting)
  define('openSetting', authSetting)
  define('authorize', ({ scope }) => api.permit(scope))
  return permissions
}
