import { onScopeDispose } from 'vue'
import { Bell } from './bell'
import type { Said } from './looking'

/** Rings again this often until somebody looks, in milliseconds. */
const againEvery = 4000

export interface Ringing {
  /** One ring from one tab: this one, or another one if this may not sound. */
  ring: (volume: number) => void
  /** Rings again and again, as long as `goOn` says so. */
  keepRinging: (volume: () => number, goOn: () => boolean) => void
  stop: () => void
}

/** The sound of an agent's tabs: whatever asks for a ring, exactly one of them sounds. */
export function useRinging(channel: BroadcastChannel): Ringing {
  const bell = new Bell()
  let again: ReturnType<typeof setInterval> | undefined

  function ring(volume: number) {
    if (bell.ready) bell.ring(volume)
    else channel.postMessage({ what: 'ring', ring: Math.random().toString(36).slice(2), volume } satisfies Said)
  }

  /** A tab that leads cannot sound: whoever gets the lock of that ring does it in its place. */
  function heard({ data }: MessageEvent<Said>) {
    if (data.what !== 'ring' || !bell.ready) return
    if (!navigator.locks) return bell.ring(data.volume)
    void navigator.locks.request(`kefu.ring.${data.ring}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return
      bell.ring(data.volume)
      // Held until every other tab has asked for it in vain.
      await new Promise((resolve) => setTimeout(resolve, againEvery))
    })
  }

  function keepRinging(volume: () => number, goOn: () => boolean) {
    again ??= setInterval(() => (goOn() ? ring(volume()) : stop()), againEvery)
  }

  function stop() {
    clearInterval(again)
    again = undefined
  }

  const unlock = () => bell.unlock()
  channel.addEventListener('message', heard)
  document.addEventListener('pointerdown', unlock, { capture: true, passive: true })
  document.addEventListener('keydown', unlock, { capture: true, passive: true })
  onScopeDispose(() => {
    stop()
    bell.close()
    channel.removeEventListener('message', heard)
    document.removeEventListener('pointerdown', unlock, { capture: true })
    document.removeEventListener('keydown', unlock, { capture: true })
  })

  return { ring, keepRinging, stop }
}
