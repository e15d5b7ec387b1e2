/** What of an address is nobody's business: what opens an account or a session. */
const SECRET = /([?&][^=&#]*(?:token|secret|passw|session|signature|api_?key|auth)[^=&#]*|[?&](?:code|key|sig|otp))=[^&#]*/gi

/** The most that is told of an address and of a title, in characters. */
const ADDRESS = 1_000
const TITLE = 200

/** Which page the customer is on: its address without the fragment and without secrets. Null where there is no web address. */
export function place(): { url: string, title: string } | null {
  if (!/^https?:$/.test(location.protocol)) return null
  const url = location.origin + location.pathname + location.search.replace(SECRET, '$1=')
  return { url: url.slice(0, ADDRESS), title: Array.from(document.title.trim()).slice(0, TITLE).join('') }
}
