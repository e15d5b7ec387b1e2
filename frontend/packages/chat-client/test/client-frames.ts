import { anyOf, count, either, flag, list, maybe, oneOf, shape, text } from '../src/wire/check'
import type { Check } from '../src/wire/check'
import type { ClientFrame } from '../src/wire/frames'

const clientId: Check = v => (typeof v === 'string' && /^[!-~]{1,64}$/.test(v) ? null : 'no client_id')
const where = { conversation_id: maybe(text) }

/** What each frame from a client must look like: the table of protocol.md, as the fake desk enforces it. */
const FRAMES: Record<ClientFrame['type'], Check> = {
  'message.send': shape({
    id: either, client_id: clientId, ...where, openid: maybe(text), kind: oneOf('text', 'image', 'file', 'voice', 'video', 'card'),
    text: maybe(text), attachment: maybe(anyOf(shape({ id: text }), shape({ title: text }))),
  }),
  'message.read': shape({ id: either, ...where, seq: count }),
  'message.recall': shape({ id: either, message_id: text }),
  'note.send': shape({ id: either, client_id: clientId, conversation_id: text, text, mentions: maybe(list(text)) }),
  'typing': shape({ ...where, internal: maybe(flag) }),
  'sync': shape({ id: either, ...where, after_seq: count, after_rev: maybe(count), limit: maybe(upTo(200)) }),
  'changes': shape({ id: either, cursor: maybe(text), limit: maybe(upTo(500)) }),
  'viewing': shape({ ...where }),
  'presence': shape({ id: either, conversation_ids: upToIds }),
  'page': shape({ url: text, title: maybe(text) }),
  'ping': shape({ id: either }),
}

/** Reads a frame of a client's, or throws with what is wrong. */
export function parseClientFrame(data: string): ClientFrame {
  const value = JSON.parse(data) as { type?: unknown }
  const check = FRAMES[value.type as ClientFrame['type']]
  if (check === undefined) throw new Error(`a client sent the unknown type ${String(value.type)}`)
  const wrong = check(value)
  if (wrong !== null) throw new Error(`a client sent ${String(value.type)} with ${wrong}`)
  return value as ClientFrame
}

function upToIds(v: unknown): string | null {
  return list(text)(v) ?? ((v as unknown[]).length <= 1_000 ? null : 'more than 1,000')
}

function upTo(most: number): Check {
  return v => (typeof v === 'number' && Number.isInteger(v) && v >= 1 && v <= most ? null : `not 1 to ${most}`)
}
