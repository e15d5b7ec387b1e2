/** A phone's keyboard covers a page without making it smaller: the chat keeps to what is seen. In a frame the loader sees to it. */
export function keepInSight(root: HTMLElement): void {
  const seen = window.visualViewport
  seen?.addEventListener('resize', () => {
    const zoomed = seen.scale > 1.01
    root.style.height = zoomed ? '' : `${seen.height}px`
    if (!zoomed) scrollTo(0, 0)
  })
}
