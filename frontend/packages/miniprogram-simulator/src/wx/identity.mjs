export function identity({ define, host, privacy }) {
  define('login', async () => ({ code: await host.loginCode() }))
  define('checkSession', () => ({}))
  define('getPrivacySetting', () => ({ needAuthorization: privacy.needed, privacyContractName: '《林风音响小程序隐私保护指引》' }))
  define('openPrivacyContract', () => ({}))
}
