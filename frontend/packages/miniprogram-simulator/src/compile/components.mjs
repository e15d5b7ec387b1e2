import path from 'node:path'

/** All pages of app.json, those of its subpackages included. */
export function pagesOf(app) {
  const subpackages = app.subPackages ?? app.subpackages ?? []
  return [...app.pages, ...subpackages.flatMap(sub => sub.pages.map(page => path.posix.join(sub.root, page)))]
}

/** Finds all components that the pages use: their path -> `{ json, isPage }`, with `usingComponents` resolved. */
export function findComponents(files, app, pages) {
  const found = {}
  const isComponent = file => (files.has(`${file}.json`) || files.has(`${file}.wxml`) ? file : files.has(`${file}/index.json`) ? `${file}/index` : null)

  const add = (file, isPage) => {
    if (found[file]) return
    const json = files.json(`${file}.json`)
    found[file] = { json: { ...json }, isPage }
    const using = {}
    for (const [from, table] of [['app', app.usingComponents], [file, json.usingComponents]]) {
      for (const [tag, spec] of Object.entries(table ?? {})) {
        const target = isComponent(files.resolve(from, spec))
        if (target === null) files.problems.push(`${from}.json: no component "${tag}" at ${spec}`)
        else using[tag] = `/${target}`
      }
    }
    found[file].json.usingComponents = using
    for (const target of Object.values(using)) add(target.slice(1), false)
  }
  for (const page of pages) add(page, true)
  return found
}
