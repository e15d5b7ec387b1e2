import { TAGS } from '../elements/tags.mjs'
import { findComponents, pagesOf } from './components.mjs'
import { Package } from './package.mjs'
import { compileScripts } from './scripts.mjs'
import { compileStyles } from './styles.mjs'
import { compileTemplates } from './templates.mjs'
import { readTheme } from './theme.mjs'

/**
 * Compiles a native mini-program, as it lies in `root`, to the text of one JavaScript expression that the runtime boots.
 * `problems` are sentences; a mini-program that WeChat takes has none.
 */
export function compile(root) {
  const files = new Package(root)
  const app = files.json('app.json')
  const pages = pagesOf(app)
  const components = findComponents(files, app, pages)
  const templates = compileTemplates(files, components)
  const styles = compileStyles(files, components)
  const { modules, entries } = compileScripts(files, components)
  const theme = readTheme(files, app)
  const text = value => JSON.stringify(value)
  const codes = Object.entries(modules).map(([file, { code }]) => `${text(file)}: ${text(`${code}\n//# sourceURL=mp:///${file}`)}`)
  const deps = Object.fromEntries(Object.entries(modules).map(([file, module]) => [file, module.deps]))
  const code = `({ app: ${text(app)}, theme: ${text(theme)}, pages: ${text(pages)}, components: ${text(components)}, styles: ${text(styles)}, entries: ${text(entries)},
tags: ${text([...TAGS])}, templates: ${templates}, deps: ${text(deps)},
modules: { ${codes.join(',\n')} } })`
  return { code, problems: files.problems }
}
