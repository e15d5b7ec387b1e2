import { h } from 'vue'

/** Three dots, in the colour of the text. */
export const MoreIcon = () => h('svg', { 'viewBox': '0 0 24 24', 'width': '16', 'height': '16', 'fill': 'currentColor', 'aria-hidden': 'true' }, [5, 12, 19].map(cx => h('circle', { cx, cy: 12, r: 2 })))
