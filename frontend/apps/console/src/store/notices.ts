import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Notice {
  id: number
  text: string
}

/** How long a notice stays, in milliseconds. */
const lifetime = 6000

/** Short sentences about what just went wrong, for a corner of the screen. */
export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  let last = 0

  function show(text: string): void {
    const id = ++last
    notices.value = [...notices.value.filter((notice) => notice.text !== text), { id, text }].slice(-3)
    setTimeout(() => dismiss(id), lifetime)
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  return { notices, show, dismiss }
})
