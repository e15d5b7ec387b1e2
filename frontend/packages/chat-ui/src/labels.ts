import { en } from './labels/en'
import { zh } from './labels/zh'

/**
 * Every word that these components show. Pass `chatLabels(locale)`, or an object of your own, as `labels`.
 * Placeholders in braces are filled in by the component.
 */
export interface ChatLabels {
  today: string
  yesterday: string
  sending: string
  sent: string
  read: string
  failed: string
  tryAgain: string
  discard: string
  recall: string
  /** `{name}` is who did it. */
  recalled: string
  recalledByYou: string
  note: string
  you: string
  typing: string
  /** `{name}`. */
  typingNamed: string
  loadingOlder: string
  loadOlder: string
  beginning: string
  newMessages: string
  /** `{count}` of them. */
  newCount: string
  toNewest: string
  openPicture: string
  picture: string
  file: string
  download: string
  close: string
  composer: string
  send: string
  attach: string
  emoji: string
  /** `{count}` characters too many. */
  tooLong: string
  dropHere: string
  announcement: string
  empty: string
  /** Why a message did not go out, by error code; `internal` stands for the rest. */
  failures: Record<'blocked' | 'too_large' | 'forbidden' | 'unavailable' | 'bad_request' | 'internal', string>
}

/** The labels in Chinese for `zh…`, otherwise in English. */
export function chatLabels(locale: string): ChatLabels {
  return locale.toLowerCase().startsWith('zh') ? zh : en
}

/** Fills `{name}` and the like. */
export function fill(label: string, values: Readonly<Record<string, string | number>>): string {
  return label.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole))
}
