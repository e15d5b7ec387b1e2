import { onScopeDispose, watch, type Ref } from 'vue'

interface BadgeNavigator {
  setAppBadge?: (count: number) => Promise<void>
  clearAppBadge?: () => Promise<void>
}

/** Side of the drawn icon in pixels. */
const size = 64

/** Between two of them, in milliseconds. */
const rest = 250

/** Shows how much waits where the page itself is not seen: in the tab's title, its icon, and the badge of an installed app. */
export function useBadges(unread: Ref<number>, title: Ref<string>): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const plain = icon?.href
  let drawn = -1

  async function draw(count: number): Promise<void> {
    if (!icon || !plain || count === drawn) return
    drawn = count
    const made = count > 0 ? await badgedIcon(plain, count).catch(() => null) : null
    // Another number came meanwhile.
    if (drawn !== count) return
    icon.type = made ? 'image/png' : 'image/svg+xml'
    icon.href = made ?? plain
  }

  function badge(count: number): void {
    const app = navigator as BadgeNavigator
    const done = count > 0 ? app.setAppBadge?.(count) : app.clearAppBadge?.()
    done?.catch(() => {
      // Not installed, or not allowed.
    })
  }

  function show(): void {
    const count = unread.value
    document.title = count > 0 ? `(${count}) ${title.value}` : title.value
    // The icon tells numbers up to nine apart; more would cost a drawing for each message.
    void draw(Math.min(count, 10))
    badge(count)
  }

  // Each of them crosses to the browser's own process: fifty messages a second must not cost a typist the frame.
  let resting: ReturnType<typeof setTimeout> | undefined
  let late = false
  watch([unread, title], () => {
    if (resting !== undefined) return (late = true)
    show()
    resting = setTimeout(() => {
      resting = undefined
      if (late) show()
      late = false
    }, rest)
  }, { immediate: true })

  onScopeDispose(() => {
    clearTimeout(resting)
    document.title = title.value
    void draw(0)
    badge(0)
  })
}

/**
 * The icon with a red disc and the number in it, as an address that holds it: the browser fetches icons when it likes, and
 * one that was given back by then is an error.
 */
async function badgedIcon(plain: string, count: number): Promise<string | null> {
  const image = new Image(size, size)
  image.src = plain
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')
  if (!pen) return null
  pen.drawImage(image, 0, 0, size, size)
  pen.fillStyle = '#d92d20'
  pen.beginPath()
  pen.arc(size - 20, 20, 20, 0, 2 * Math.PI)
  pen.fill()
  pen.fillStyle = '#fff'
  pen.font = `bold ${count > 9 ? 24 : 30}px system-ui, sans-serif`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(count > 9 ? '9+' : String(count), size - 20, 22)
  return canvas.toDataURL()
}
