import { languageOf, textOf } from '../loader/look'
import type { Look } from '../loader/look'

/** What the address of this page says, and the desk's settings where it says nothing. */
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
  /** A CSS colour for buttons and own bubbles; null for our own. */
  color: string | null
  /** What the shop says first; null for our own words. */
  greeting: string | null
}

/** Ours has another shade in the dark, which one that is set has not. */
const OWN_COLOR = '#4353e0'
/** The product's own name, which says nothing to a shop's customers. */
const OWN_NAME = 'Kefu'
const LONGEST_TITLE = 40

export function pageOptions(search: string, languages: readonly string[], look: Look): PageOptions {
  const query = new URLSearchParams(search)
  const parentOrigin = originOf(query.get('origin'))
  const embedded = query.get('embed') === '1' && parentOrigin !== null
  const locale = localeOf(languageOf([query.get('lang'), ...languages], look))
  const { widget } = look
  return {
    embedded,
    opened: !embedded || query.get('open') === '1',
    parentOrigin,
    locale,
    title: [query.get('title')?.slice(0, LONGEST_TITLE), widget?.title, look.desk_name === OWN_NAME ? null : look.desk_name].map(title => title?.trim()).find(title => title) ?? null,
    color: query.get('color') ?? (widget?.color === OWN_COLOR ? null : widget?.color ?? null),
    greeting: textOf(widget?.greeting, locale) || null,
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
