import type { Limits } from '@kefu/chat-client'
import { defineStore } from 'pinia'
import { shallowReactive, watch } from 'vue'
import { refusalOf } from './files'

/** A file that waits to be sent with the next reply. */
export interface TrayItem {
  key: number
  file: File
  /** Of a picture, to be shown. */
  preview: string | null
  /** Why it can't be sent: the desk would refuse it. */
  refusal: 'too_large' | 'wrong_type' | null
}

/** Files that were picked, pasted or dropped and not sent, by conversation. They live as long as the page. */
export const useTrays = defineStore('trays', () => {
  const trays = shallowReactive(new Map<string, readonly TrayItem[]>())
  let last = 0

  function of(conversationId: string): readonly TrayItem[] {
    return trays.get(conversationId) ?? []
  }

  function add(conversationId: string, files: readonly File[], limits: Limits): void {
    const items = files.map((file): TrayItem => ({
      key: ++last, file, preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : null, refusal: refusalOf(file, limits),
    }))
    set(conversationId, [...of(conversationId), ...items])
  }

  function remove(conversationId: string, key: number): void {
    set(conversationId, of(conversationId).filter((item) => item.key !== key || forget(item)))
  }

  /** Takes out what can be sent, in its order. */
  function take(conversationId: string): File[] {
    const going = of(conversationId).filter(({ refusal }) => refusal === null)
    going.forEach(forget)
    set(conversationId, of(conversationId).filter(({ refusal }) => refusal !== null))
    return going.map(({ file }) => file)
  }

  function set(conversationId: string, items: readonly TrayItem[]): void {
    if (items.length === 0) trays.delete(conversationId)
    else trays.set(conversationId, items)
  }

  // A page that closes takes them with it; text is kept, files can't be.
  const warn = (event: BeforeUnloadEvent) => event.preventDefault()
  watch(() => trays.size > 0, (some) => (some ? addEventListener('beforeunload', warn) : removeEventListener('beforeunload', warn)))

  return { trays, of, add, remove, take }
})

function forget({ preview }: TrayItem): false {
  if (preview !== null) URL.revokeObjectURL(preview)
  return false
}
