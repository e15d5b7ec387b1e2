import type { Limits } from '@kefu/chat-client'
import { bytes, fill } from '@kefu/chat-ui'
import type { Words } from './words'

/** Says what the desk would refuse, before anything is sent; null if it would not. */
export function objection(file: File, { max_upload_bytes: most, upload_types: types }: Limits, words: Words, locale: string): string | null {
  if (file.size === 0) return fill(words.empty, { name: file.name })
  if (file.size > most) return fill(words.tooLarge, { name: file.name, size: bytes(most, locale) })
  // A kind that the browser does not know the desk may still recognise.
  if (types.length > 0 && file.type !== '' && !types.includes(file.type)) return fill(words.wrongType, { name: file.name })
  return null
}
