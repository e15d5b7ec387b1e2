import esbuild from 'esbuild'

/** Compiles the JavaScript that the app and its components reach: file -> `{ code, deps }`, and each one's entry. */
export function compileScripts(files, components) {
  const modules = {}
  const entries = {}
  const fileOf = spec => ['', '.js', '/index.js'].map(end => spec + end).find(file => /\.js(on)?$/.test(file) && files.has(file))

  const add = (file) => {
    if (modules[file]) return
    const module = modules[file] = { code: '', deps: {} }
    module.code = file.endsWith('.json') ? `module.exports = ${files.read(file)}` : transform(files, file)
    for (const [, , spec] of module.code.matchAll(/\brequire\((['"])([^'"]+)\1\)/g)) {
      const target = fileOf(files.resolve(file, spec))
      if (target === undefined) {
        files.problems.push(`${file}: no module at ${spec}`)
      } else {
        module.deps[spec] = target
        add(target)
      }
    }
  }
  for (const entry of ['app', ...Object.keys(components)]) {
    if (!files.has(`${entry}.js`)) {
      files.problems.push(`${entry}.js is missing`)
      continue
    }
    entries[entry] = `${entry}.js`
    add(`${entry}.js`)
  }
  return { modules, entries }
}

function transform(files, file) {
  try {
    return esbuild.transformSync(files.read(file), { loader: 'js', format: 'cjs', target: 'es2020', sourcefile: `mp:///${file}`, sourcemap: 'inline' }).code
  } catch (error) {
    files.problems.push(`${file}: ${error.message}`)
    return 'throw new Error("this file did not compile")'
  }
}
