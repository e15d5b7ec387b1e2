/** The elements of WXML that the simulator knows. */
export const TAGS = new Set([
  'view', 'text', 'image', 'button', 'input', 'textarea', 'scroll-view', 'form', 'label', 'navigator', 'block', 'cover-view', 'rich-text', 'swiper', 'swiper-item',
])
