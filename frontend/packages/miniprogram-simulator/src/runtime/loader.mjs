/** What a browser has and a mini-program's logic layer has not: using one fails here as it does on a phone. */
const ABSENT = [
  'window', 'document', 'self', 'globalThis', 'location', 'navigator', 'fetch', 'localStorage', 'sessionStorage', 'XMLHttpRequest', 'WebSocket', 'FormData', 'Blob',
  'File', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'structuredClone', 'crypto', 'alert', 'Intl', 'process', 'Buffer', 'queueMicrotask',
]

/** Runs the mini-program's modules, each once. `globals` is what they see. */
export class Loader {
  #cache = new Map()

  constructor(bundle, globals) {
    this.bundle = bundle
    this.globals = globals
  }

  load(file) {
    const known = this.#cache.get(file)
    if (known) return known.exports
    const module = { exports: {} }
    this.#cache.set(file, module)
    const require = (spec) => {
      const target = this.bundle.deps[file][spec]
      if (!target) throw new Error(`module '${spec}' is not defined, required by ${file}`)
      return this.load(target)
    }
    const names = Object.keys(this.globals)
    const run = new Function('require', 'module', 'exports', ...names, ...ABSENT, this.bundle.modules[file])
    run(require, module, module.exports, ...names.map(name => this.globals[name]))
    return module.exports
  }
}
