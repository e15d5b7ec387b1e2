/** Builds /chat, the demo shop, and the loader widget.js, which has a limit of size. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build as bundle } from 'esbuild'
import { build } from 'vite'

/** Bytes after gzip: it loads on every page of a shop. */
const LOADER_LIMIT = 5_000

const here = new URL('.', import.meta.url)
const path = relative => fileURLToPath(new URL(relative, here))

await build({ root: path('.'), configFile: path('vite.config.ts'), logLevel: 'warn' })
await build({ root: path('demo'), configFile: path('demo/vite.config.ts'), logLevel: 'warn' })

const loader = path('../../dist/widget.js')
await bundle({ entryPoints: [path('loader/widget.ts')], outfile: loader, bundle: true, minify: true, format: 'iife', target: 'es2018', legalComments: 'none', logLevel: 'warning' })
const size = gzipSync(await readFile(loader)).length
if (size > LOADER_LIMIT) {
  console.error(`widget.js is ${size} bytes after gzip; at most ${LOADER_LIMIT} are allowed`)
  process.exit(1)
}
console.log(`widget.js: ${size} bytes after gzip`)
