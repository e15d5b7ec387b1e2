import { h } from 'vue'
import type { FunctionalComponent } from 'vue'

/** Line icons of our own, 24 units wide, in the colour of the text. */
function icon(...paths: string[]): FunctionalComponent {
  const draw = () => h('svg', {
    'viewBox': '0 0 24 24', 'width': '1em', 'height': '1em', 'fill': 'none', 'stroke': 'currentColor', 'stroke-width': '2',
    'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true', 'class': 'chat-icon',
  }, paths.map(d => h('path', { d })))
  return draw
}

export const ClockIcon = icon('M12 7v5l3 2', 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z')
export const CheckIcon = icon('M5 12.5l4.5 4.5L19 7.5')
export const ChecksIcon = icon('M2 12.5l4.5 4.5L15 8', 'M12 16.5l.5.5L22 7.5')
export const AlertIcon = icon('M12 8v5', 'M12 16.5v.01', 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z')
export const FileIcon = icon('M14 3H6v18h12V7z', 'M14 3v4h4')
export const SendIcon = icon('M5 12h13', 'M12 5l7 7-7 7')
export const ClipIcon = icon('M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7')
export const DownIcon = icon('M6 9l6 6 6-6')
export const CrossIcon = icon('M6 6l12 12', 'M18 6L6 18')
export const MegaphoneIcon = icon('M4 10v4h3l8 4V6l-8 4z', 'M18.5 9.5a4 4 0 0 1 0 5')
export const SmileIcon = icon('M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z', 'M8.5 14.2a4.2 4.2 0 0 0 7 0', 'M9 9.5v.01', 'M15 9.5v.01')
export const PlayIcon = icon('M7 5v14l12-7z')
export const PauseIcon = icon('M8 5v14', 'M16 5v14')
