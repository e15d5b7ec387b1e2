import postcss from 'postcss'
import selectorParser from 'postcss-selector-parser'
import { TAGS } from '../elements/tags.mjs'
import { HOST, SCOPE } from './marks.mjs'

/** Compiles the WXSS of the app and of each component to CSS: path -> text. */
export function compileStyles(files, components) {
  const styles = { app: compileOne(files, 'app.wxss', false) }
  for (const [component, { isPage }] of Object.entries(components)) styles[component] = compileOne(files, `${component}.wxss`, !isPage)
  return styles
}

/** 750 rpx are the screen's width, whatever the phone. */
export function rpx(text) {
  return text.replace(/(-?(?:\d+\.?\d*|\.\d+))rpx/g, (_, n) => `${+((n * 100) / 750).toFixed(5)}vw`)
}

function compileOne(files, file, scoped) {
  if (!files.has(file)) return ''
  const selectors = selectorParser(selector => rewrite(selector, scoped))
  const done = new WeakSet()
  const plugin = {
    postcssPlugin: 'wxss',
    Declaration(declaration) {
      if (declaration.value.includes('rpx')) declaration.value = rpx(declaration.value)
      declaration.value = declaration.value.replaceAll('env(safe-area-inset-bottom)', 'var(--safe-bottom, 0px)')
    },
    Rule(rule) {
      if (done.has(rule) || /keyframes$/.test(rule.parent.name ?? '')) return
      done.add(rule)
      rule.selector = selectors.processSync(rule.selector)
    },
  }
  try {
    return postcss([plugin]).process(withImports(files, file, []), { from: undefined }).css
  } catch (error) {
    files.problems.push(`${file}: ${error.message}`)
    return ''
  }
}

function rewrite(selector, scoped) {
  selector.walkTags((tag) => {
    if (tag.value === 'page') tag.value = 'body'
    else if (TAGS.has(tag.value)) tag.value = `wx-${tag.value}`
  })
  if (!scoped) return
  selector.walkClasses((name) => { name.value = SCOPE + name.value })
  selector.walkPseudos((pseudo) => {
    if (pseudo.value === ':host') pseudo.replaceWith(selectorParser.attribute({ attribute: 'wx-host', operator: '=', value: HOST, quoteMark: '"', raws: {} }))
  })
}

function withImports(files, file, above) {
  if (above.includes(file)) return ''
  if (!files.has(file)) {
    files.problems.push(`${file} is missing, which ${above.at(-1)} imports`)
    return ''
  }
  return files.read(file).replace(/@import\s+['"]([^'"]+)['"]\s*;?/g, (_, spec) => withImports(files, files.resolve(file, spec), [...above, file]))
}
