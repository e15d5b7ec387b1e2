import type { ConversationView, Limits } from '@kefu/chat-client'
import { localFile } from '@kefu/chat-client/web'
import { bytes } from '@kefu/chat-ui'

/** Why a file is not even tried: the key of the sentence and its gaps. */
export interface Refusal {
  key: string
  gaps: Record<string, string>
}

/** What the desk would refuse anyway, told before the upload; null for what it may take. */
export function refusalOf(file: Pick<File, 'name' | 'size' | 'type'>, limits: Limits, locale: string): Refusal | null {
  if (file.size > limits.max_upload_bytes) {
    return { key: 'composer.tooLarge', gaps: { name: file.name, limit: bytes(limits.max_upload_bytes, locale) } }
  }
  // A browser that cannot name the type leaves the word to the desk, which looks into the file.
  if (file.type !== '' && limits.upload_types.length > 0 && !limits.upload_types.includes(file.type)) {
    return { key: 'composer.wrongType', gaps: { name: file.name } }
  }
  return null
}

/** Sends files in their order; returns those that were refused. */
export async function sendFiles(view: ConversationView, files: readonly File[], limits: Limits, locale: string): Promise<Refusal[]> {
  const refused: Refusal[] = []
  for (const file of files) {
    const refusal = refusalOf(file, limits, locale)
    if (refusal) refused.push(refusal)
    else view.sendFile(await localFile(file))
  }
  return refused
}
