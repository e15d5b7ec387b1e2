import type { ChatLabels } from '@kefu/chat-ui'

/** The widget's own words; those of messages are chat-ui's. */
export interface Words {
  title: string
  online: string
  away: string
  /** `{time}`. */
  opens: string
  welcome: string
  placeholder: string
  reconnecting: string
  /** `{seconds}`. */
  retryIn: string
  retryNow: string
  /** What is shown was seen before; the desk has not answered yet. */
  stale: string
  replaced: string
  useHere: string
  signedOut: string
  reload: string
  close: string
  /** `{name}` and `{size}`. */
  tooLarge: string
  /** `{name}`. */
  wrongType: string
  recallFailed: string
  /** `{name}`. */
  empty: string
  mute: string
  unmute: string
  cardOffer: string
  cardSend: string
  cardDismiss: string
  more: string
  copy: string
}

/** All that one language needs: the widget's words and those of messages. */
export interface Language {
  words: Words
  labels: ChatLabels
}

/** Loads the language of a locale: Chinese for `zh…`, otherwise English. */
export async function languageOf(locale: string): Promise<Language> {
  return /^zh/i.test(locale) ? import('./words/zh') : import('./words/en')
}
