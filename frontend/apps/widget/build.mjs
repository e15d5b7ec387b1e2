/** Builds /chat, the demo shop, and the loader widget.js, which has a limit of size. */
import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build as bundle } from 'esbuild'
import { build } from 'vite'

/** Bytes after gzip: it loads on every page of a shop. */
const LOADER_LIMIT = 5_000
/** All of the chat's scripts together. */
const CHAT_LIMIT = 60_000

const here = new URL('.', import.meta.url)
const path = relative => fileURLToPath(new URL(relative, here))

await build({ root: path('.'), configFile: path('vite.config.ts'), logLevel: 'warn' })
await build({ root: path('demo'), configFile: path('demo/vite.config.ts'), logLevel: 'warn' })

const loader = path('../../dist/widget.js')
await bundle({ entryPoints: [path('loader/widget.ts')], outfile: loader, bundle: true, minify: true, format: 'iife', target: 'es2018', legalComments: 'none', logLevel: 'warning' })

/** Fails the build above a limit: what is not watched grows. */
async function weigh(name, files, limit) {
  let size = 0
  for (const file of files) size += gzipSync(await readFile(file)).length
  console.log(`${name}: ${size} bytes after gzip`)
  if (size <= limit) return
  console.error(`${name} is ${size} bytes after gzip; at most ${limit} are allowed`)
  process.exitCode = 1
}

await weigh('widget.js', [loader], LOADER_LIMIT)
const assets = path('../../dist/chat/assets/')
await weigh('the chat', (await readdir(assets)).filter(name => name.endsWith('.js')).map(name => assets + name), CHAT_LIMIT)
