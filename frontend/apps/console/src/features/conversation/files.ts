import type { ConversationView, Limits } from '@kefu/chat-client'
import { localFile } from '@kefu/chat-client/web'

/** Why the desk would refuse a file, found before it is uploaded; null for what it may take. */
export function refusalOf(file: Pick<File, 'size' | 'type'>, limits: Limits): 'too_large' | 'wrong_type' | null {
  if (file.size > limits.max_upload_bytes) return 'too_large'
  // A browser that cannot name the type leaves the word to the desk, which looks into the file.
  if (file.type !== '' && limits.upload_types.length > 0 && !limits.upload_types.includes(file.type)) return 'wrong_type'
  return null
}

/** Sends files in their order. */
export async function sendFiles(view: ConversationView, files: readonly File[]): Promise<void> {
  for (const local of await Promise.all(files.map(localFile))) view.sendFile(local)
}
