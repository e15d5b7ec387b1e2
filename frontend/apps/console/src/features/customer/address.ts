/** The address, if it is one of the web that may be followed; null for any other scheme and for what is none. */
export function webAddress(text: string): string | null {
  try {
    const url = new URL(text)
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' ? url.href : null
  } catch {
    return null
  }
}
