import * as glassEasel from 'glass-easel'
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { native, setAttribute } from '../elements/properties.mjs'

/** aria-* of any element reaches the DOM, so that tests find things as a screen reader does. */
const ARIA = ['role', 'label', 'hidden', 'live', 'checked', 'selected', 'disabled', 'expanded', 'modal']

/** The mini-program's components on glass-easel, WeChat's own component framework. */
export class Registry {
  #space
  /** Component -> the name that its styles' classes carry. */
  scopes = {}
  /** The component file that runs just now: whose definition `Component()` and `Page()` are. */
  current = ''

  constructor(bundle, elements, { onError, defer }) {
    this.bundle = bundle
    this.defer = defer
    glassEasel.globalOptions.throwGlobalError = false
    glassEasel.addGlobalErrorListener((error) => {
      onError(error instanceof Error ? error : new Error(String(error)))
      return false
    })
    this.env = new MiniProgramEnv()
    this.#space = this.env.createCodeSpace('', true)
    this.#defineElements(elements)
    this.#space.addStyleSheet('app', 'app')
    Object.entries(bundle.components).forEach(([path, { json, isPage }], i) => {
      this.scopes[path] = `c${i.toString(36)}`
      this.#space.addComponentStaticConfig(path, json)
      this.#space.addCompiledTemplate(path, { groupList: bundle.templates, content: bundle.templates[path] })
      this.#space.addStyleSheet(path, path, isPage ? undefined : this.scopes[path])
    })
  }

  /** The globals with which component files define themselves. */
  globals() {
    return {
      Component: definition => this.#space.component(this.current).definition(this.#withReady(definition)).register(),
      Page: definition => this.#space.component(this.current).pageDefinition(definition).register(),
      Behavior: definition => this.#space.behavior().definition(definition).register(),
    }
  }

  /** Makes a page's root component on a page's own document. `url` may carry a query. */
  createRoot(backend, url) {
    const associated = this.env.associateBackend(backend)
    return {
      register: (path, css) => associated.registerStyleSheetContent(path, css),
      create: () => associated.createRoot('page', this.#space, url),
    }
  }

  /** glass-easel leaves `ready` to who knows when a component is on the screen: a moment after it was put there. */
  #withReady(definition) {
    const { attached, ready } = definition.lifetimes ?? {}
    if (!ready) return definition
    const { defer } = this
    return {
      ...definition,
      lifetimes: {
        ...definition.lifetimes,
        attached() {
          attached?.call(this)
          defer(() => ready.call(this))
        },
      },
    }
  }

  #defineElements(elements) {
    const target = this.env.getGlobalCodeSpace().getComponentSpace()
    for (const [tag, definition] of Object.entries(elements)) {
      const observers = Object.entries(definition.observers ?? {}).map(([fields, observer]) => ({ fields, observer }))
      const properties = { ...definition.properties }
      for (const name of ARIA) {
        const property = `aria${name[0].toUpperCase()}${name.slice(1)}`
        properties[property] = null
        observers.push({ fields: property, observer(value) { setAttribute(native(this), name === 'role' ? 'role' : `aria-${name}`, value) } })
      }
      this.#space.getComponentSpace().setGlobalUsingComponent(tag, target.defineComponent({ is: `wx/${tag}`, ...definition, properties, observers }))
    }
  }
}
