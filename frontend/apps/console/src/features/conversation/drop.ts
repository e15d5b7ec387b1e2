import { onScopeDispose, ref, type Ref } from 'vue'

/**
 * Takes files that are dropped anywhere on an element; true while some hang above it. Elsewhere on the page they are
 * caught as well: the browser would leave the console to show them.
 */
export function useDropTarget(element: Readonly<Ref<HTMLElement | null>>, dropped: (files: File[]) => void): Ref<boolean> {
  const over = ref(false)

  function carries(event: DragEvent): boolean {
    return event.dataTransfer?.types.includes('Files') === true
  }

  function within(event: DragEvent): boolean {
    return event.target instanceof Node && element.value?.contains(event.target) === true
  }

  function dragged(event: DragEvent) {
    if (!carries(event)) return
    event.preventDefault()
    over.value = within(event)
    if (!over.value && event.dataTransfer) event.dataTransfer.dropEffect = 'none'
  }

  function left(event: DragEvent) {
    if (event.relatedTarget === null) over.value = false
  }

  function drop(event: DragEvent) {
    over.value = false
    // The field has taken them already.
    if (event.defaultPrevented || !carries(event)) return
    event.preventDefault()
    const files = [...(event.dataTransfer?.files ?? [])]
    if (within(event) && files.length > 0) dropped(files)
  }

  const heard = { dragenter: dragged, dragover: dragged, dragleave: left, drop } as const
  for (const [type, listener] of Object.entries(heard)) addEventListener(type as 'drop', listener)
  onScopeDispose(() => {
    for (const [type, listener] of Object.entries(heard)) removeEventListener(type as 'drop', listener)
  })
  return over
}
