/** The origin of what a person typed or pasted: scheme and host of a web address, `https` where none is said; null if it is none. */
export function originOf(typed: string): string | null {
  const words = typed.trim()
  if (words === '' || /\s/.test(words)) return null
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(words) ? words : `https://${words}`)
    const web = url.protocol === 'https:' || url.protocol === 'http:'
    const named = url.hostname.includes('.') || url.hostname === 'localhost' || url.hostname.startsWith('[')
    return web && named && url.username === '' ? url.origin : null
  } catch {
    return null
  }
}
