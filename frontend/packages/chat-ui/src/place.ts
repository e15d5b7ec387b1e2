/**
 * Notes what the reader looks at: the first message that begins on the screen, or the one that fills it. Answers a
 * function that tells by how many pixels it has gone down the screen since; 0 when it is no longer drawn, or when
 * nothing was on the screen. What is drawn but not yet measured has not been seen.
 */
export function placeIn(scroller: HTMLElement): () => number {
  const { top, bottom } = scroller.getBoundingClientRect()
  let seen: Element | null = null
  let from = 0
  for (const item of scroller.querySelectorAll<HTMLElement>('.chat-item')) {
    // What is read: neither the day above it nor the sender's name, which go when an older message turns up.
    const eye = item.querySelector('.chat-bubble') ?? item.lastElementChild
    const rect = eye?.getBoundingClientRect()
    if (!rect || rect.bottom <= top || rect.top >= bottom || item.parentElement?.style.visibility === 'hidden') continue
    seen = eye
    from = rect.top
    if (from >= top) break
  }
  return () => (seen?.isConnected ? seen.getBoundingClientRect().top - from : 0)
}
