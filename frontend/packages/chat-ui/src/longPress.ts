/** A finger that rests so long on a message, ms, and moves no further than so many pixels, asks for its menu. */
const LONG = 450
const STILL = 10

/** Lets a long touch on a bubble press its message's button, found by the selector `button`. For as long as the element lives. */
export function longPress(root: HTMLElement, button: string): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let [x, y] = [0, 0]
  let pressed = false
  const over = (): void => clearTimeout(timer)

  root.addEventListener('pointerdown', (event) => {
    over()
    pressed = false
    const bubble = (event.target as Element).closest('.chat-bubble')
    if (bubble === null || event.pointerType !== 'touch' || !event.isPrimary) return
    x = event.clientX
    y = event.clientY
    timer = setTimeout(() => {
      pressed = true
      bubble.closest('.chat-line')?.querySelector<HTMLElement>(button)?.click()
    }, LONG)
  })
  root.addEventListener('pointermove', (event) => {
    if (Math.abs(event.clientX - x) > STILL || Math.abs(event.clientY - y) > STILL) over()
  })
  root.addEventListener('pointerup', over)
  // Lifted, it is no tap as well, which would take the focus from the menu.
  root.addEventListener('touchend', (event) => {
    if (pressed) event.preventDefault()
    pressed = false
  }, { passive: false })
  root.addEventListener('pointercancel', over)
  // A long touch is ours; the right button of a mouse is the browser's.
  root.addEventListener('contextmenu', (event) => {
    if ((event as PointerEvent).pointerType === 'touch' && (event.target as Element).closest('.chat-bubble') !== null) event.preventDefault()
  })
}
