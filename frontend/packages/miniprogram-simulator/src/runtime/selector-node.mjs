import { scrollViewContext } from '../elements/scroll-view.mjs'

/** SelectorQuery.node(), which the adapter does not have: what an element can do, of which only the scroll-view is wanted here. */
export function addNodeQuery(page) {
  const reference = Object.getPrototypeOf(page.createSelectorQuery().select('#x'))
  if (reference.node) return
  reference.node = function (done = () => {}) {
    const { _$comp: component, _$sel: selector } = this
    return this.fields({ id: true }, (found) => {
      const element = found && component._$.getShadowRoot().querySelector(selector)
      if (element) found.node = scrollViewContext(element.getBackendElement())
      done(found)
    })
  }
}
