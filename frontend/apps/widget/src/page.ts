/** What the address of this page says. */
export interface PageOptions {
  /** Inside the widget's frame. */
  embedded: boolean
  /** The shop's page that carries the frame; null when this page stands alone. */
  parentOrigin: string | null
  locale: string
  /** The shop's name, if the widget was given one. */
  title: string | null
  /** Opened by the customer, and not only loaded for its unread count. */
  opened: boolean
  /** A CSS colour for buttons and own bubbles. */
  color: string | null
}

export function pageOptions(search: string, languages: readonly string[]): PageOptions {
  const query = new URLSearchParams(search)
  const parentOrigin = originOf(query.get('origin'))
  const embedded = query.get('embed') === '1' && parentOrigin !== null
  return {
    embedded,
    opened: !embedded || query.get('open') === '1',
    parentOrigin,
    locale: localeOf(query.get('lang') ?? languages[0] ?? 'en'),
    title: query.get('title')?.trim().slice(0, 40) || null,
    color: query.get('color'),
  }
}

/** A language tag that Intl takes. */
function localeOf(tag: string): string {
  try {
    return new Intl.Locale(tag).toString()
  } catch {
    return 'en'
  }
}

function originOf(address: string | null): string | null {
  try {
    const url = new URL(address ?? '')
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : null
  } catch {
    return null
  }
}
