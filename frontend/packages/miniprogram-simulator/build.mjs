// Bundles the simulator's runtime for a page, and compiles the mini-program for it.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import esbuild from 'esbuild'
import { compile } from './src/compile/index.mjs'

/** The mini-program as it ships. */
export const miniprogram = fileURLToPath(new URL('../../../miniprogram/', import.meta.url))

/** The runtime as a script that defines `MPSim`. */
export async function buildRuntime() {
  const source = createRequire(import.meta.url).resolve('glass-easel')
  const asText = {
    name: 'glass-easel-source',
    setup(build) {
      build.onResolve({ filter: /^glass-easel-source$/ }, () => ({ path: source, namespace: 'text' }))
      build.onLoad({ filter: /.*/, namespace: 'text' }, () => ({ contents: fs.readFileSync(source, 'utf8'), loader: 'text' }))
    },
  }
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL('src/runtime/index.mjs', import.meta.url))], bundle: true, write: false, format: 'iife', globalName: 'MPSim', target: 'es2022', plugins: [asText],
  })
  return outputFiles[0].text
}

/** The mini-program as a script that defines `MP_BUNDLE`. Throws when it has a problem. */
export function buildBundle() {
  const { code, problems } = compile(miniprogram)
  if (problems.length > 0) throw new Error(`the mini-program does not compile:\n${problems.join('\n')}`)
  return `var MP_BUNDLE = ${code}`
}
