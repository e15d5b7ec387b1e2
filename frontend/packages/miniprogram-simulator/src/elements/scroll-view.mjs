import { any, flag, native, number, text } from './properties.mjs'

export const scrollView = {
  properties: {
    scrollX: flag(), scrollY: flag(), scrollTop: any, scrollLeft: any, scrollIntoView: text(), scrollWithAnimation: flag(), upperThreshold: number(50),
    lowerThreshold: number(50), enableFlex: flag(), enhanced: flag(), showScrollbar: flag(true), bounces: flag(true), scrollAnchoring: flag(),
    refresherEnabled: flag(), refresherTriggered: flag(), enableBackToTop: flag(), hidden: flag(),
  },
  lifetimes: {
    attached() {
      const element = native(this)
      element.style.overflowX = this.data.scrollX ? 'auto' : 'hidden'
      element.style.overflowY = this.data.scrollY ? 'auto' : 'hidden'
      let upper = true
      let lower = false
      element.addEventListener('scroll', () => {
        const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight } = element
        this.triggerEvent('scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, deltaX: 0, deltaY: 0 })
        const atUpper = scrollTop <= this.data.upperThreshold
        const atLower = scrollTop + clientHeight >= scrollHeight - this.data.lowerThreshold
        if (atUpper && !upper) this.triggerEvent('scrolltoupper', { direction: 'top' })
        if (atLower && !lower) this.triggerEvent('scrolltolower', { direction: 'bottom' })
        upper = atUpper
        lower = atLower
      })
    },
  },
  observers: {
    scrollTop(top) {
      const element = native(this)
      if (element && top != null) element.scrollTop = top
    },
  },
}

/** What SelectorQuery.node() gives for an enhanced scroll-view. */
export function scrollViewContext(element) {
  return {
    scrollTo({ top, left, animated }) {
      // jsdom has no layout, and no scrollTo.
      element.scrollTo?.({ top, left, behavior: animated ? 'smooth' : 'instant' })
    },
  }
}
