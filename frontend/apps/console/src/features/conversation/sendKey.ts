import { ref, type Ref } from 'vue'
import { readSetting, writeSetting } from '../../store/settings'

/** What sends: Enter, or Ctrl (⌘) and Enter. The other of the two breaks the line. */
export type SendKey = 'enter' | 'mod-enter'

export const sendKey: Ref<SendKey> = ref(readSetting('sendKey') === 'mod-enter' ? 'mod-enter' : 'enter')

/** Changes it for this browser. */
export function setSendKey(key: SendKey): void {
  sendKey.value = key
  writeSetting('sendKey', key === 'enter' ? null : key)
}
