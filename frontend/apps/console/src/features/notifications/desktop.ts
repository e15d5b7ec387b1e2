/** What the browser lets us do; `unsupported` also on pages that are not secure. */
export type Permission = 'granted' | 'denied' | 'default' | 'unsupported'

export function permission(): Permission {
  return 'Notification' in window && window.isSecureContext ? Notification.permission : 'unsupported'
}

/** Asks the person. To be called while a click is being handled, and never otherwise. */
export async function askPermission(): Promise<Permission> {
  if (permission() === 'unsupported') return 'unsupported'
  try {
    return await Notification.requestPermission()
  } catch {
    return permission()
  }
}

export interface Shown {
  /** One at a time is shown under a tag: a newer one takes the place. */
  tag: string
  title: string
  body: string
  icon?: string
}

/** The computer's own notifications, by their tag. */
export class Desktop {
  private readonly open = new Map<string, Notification>()

  /** Shows one, if it may. `clicked` is called when the person follows it. */
  show({ tag, title, body, icon }: Shown, clicked: () => void): void {
    if (permission() !== 'granted') return
    try {
      // The sound is ours.
      const options: NotificationOptions & { renotify?: boolean } = { tag: `kefu ${tag}`, body, silent: true, renotify: true, ...(icon ? { icon } : {}) }
      const shown = new Notification(title, options)
      this.open.set(tag, shown)
      shown.onclick = () => {
        window.focus()
        clicked()
        shown.close()
      }
      shown.onclose = () => {
        if (this.open.get(tag) === shown) this.open.delete(tag)
      }
    } catch {
      // Phones have the name, but notifications only from a service worker.
    }
  }

  /** Takes one away: what it told of was read. */
  close(tag: string): void {
    this.open.get(tag)?.close()
    this.open.delete(tag)
  }

  closeAll(): void {
    for (const tag of [...this.open.keys()]) this.close(tag)
  }
}
