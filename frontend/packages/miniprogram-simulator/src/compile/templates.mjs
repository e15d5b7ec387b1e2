import { createRequire } from 'node:module'

// WeChat's own compiler for WXML and WXS, as it is published with glass-easel.
const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')

/** Compiles the components' WXML, and the WXS that it names, to one script text. */
export function compileTemplates(files, components) {
  const group = new TmplGroup()
  const seen = new Set()

  const addScript = (script) => {
    if (seen.has(`${script}.wxs`)) return
    seen.add(`${script}.wxs`)
    if (files.has(`${script}.wxs`)) group.addScript(script, files.read(`${script}.wxs`))
    else files.problems.push(`${script}.wxs is missing`)
  }
  const addTemplate = (template) => {
    if (seen.has(`${template}.wxml`)) return
    seen.add(`${template}.wxml`)
    if (!files.has(`${template}.wxml`)) return void files.problems.push(`${template}.wxml is missing`)
    for (const warning of group.addTmpl(template, files.read(`${template}.wxml`))) {
      files.problems.push(`${template}.wxml:${warning.startLine + 1}:${warning.startColumn + 1} ${warning.message}`)
    }
    for (const other of group.getDirectDependencies(template)) addTemplate(other.replace(/\.wxml$/, ''))
    for (const script of group.getScriptDependencies(template)) addScript(script.replace(/\.wxs$/, ''))
  }

  Object.keys(components).forEach(addTemplate)
  const code = group.getTmplGenObjectGroups()
  group.free()
  return code
}
