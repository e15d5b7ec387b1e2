import { ref } from 'vue'
import type { Ref } from 'vue'
import { isOurs } from '../loader/messages'
import type { Identity, ToChat, ToPage } from '../loader/messages'

/** The way to the shop's page that carries this frame. Standing alone, it says what is true of a page alone. */
export interface Bridge {
  /** The panel is open. */
  open: Ref<boolean>
  /** The shop's page, this frame included, has the focus; null when nobody said. */
  pageFocused: Ref<boolean | null>
  /** Who the shop says that the customer is. */
  identity: Ref<Identity | null>
  tell(message: ToPage): void
  /** Resolves when the page has answered; at once where there is none. */
  hello: Promise<void>
}

/** An old loader that does not answer must not keep the chat from opening. */
const PATIENCE = 3_000

export function bridge(parentOrigin: string | null): Bridge {
  const open = ref(parentOrigin === null)
  const pageFocused = ref<boolean | null>(null)
  const identity = ref<Identity | null>(null)
  if (parentOrigin === null) return { open, pageFocused, identity, tell: () => {}, hello: Promise.resolve() }

  const tell = (message: ToPage) => parent.postMessage(message, parentOrigin)
  const hello = new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE)
    addEventListener('message', (event) => {
      if (event.source !== parent || event.origin !== parentOrigin || !isOurs(event.data)) return
      const message = event.data as ToChat
      switch (message.kefu) {
        case 'hello':
          open.value = message.open
          pageFocused.value = message.focused
          identity.value = identityOf(message.identity)
          return resolve()
        case 'open':
          open.value = message.open
          return
        case 'focus':
          pageFocused.value = message.focused
          return
        case 'identity':
          identity.value = identityOf(message.identity)
      }
    })
  })
  tell({ kefu: 'ready' })
  return { open, pageFocused, identity, tell, hello }
}

function identityOf(value: Identity | null): Identity | null {
  if (value === null || typeof value !== 'object' || typeof value.external_id !== 'string' || typeof value.signature !== 'string') return null
  const name = typeof value.name === 'string' ? { name: value.name } : {}
  return { external_id: value.external_id, signature: value.signature, ...name }
}
