/** Builds /chat, the demo shop, and the loader widget.js. What customers wait for has limits of size. */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build as bundle } from 'esbuild'
import { build } from 'vite'

/** Bytes after gzip: it loads on every page of a shop. */
const LOADER_LIMIT = 5_000
/** The scripts that the chat opens with; what is opened in it comes when it is. */
const CHAT_LIMIT = 60_000

const here = new URL('.', import.meta.url)
const path = relative => fileURLToPath(new URL(relative, here))

await build({ root: path('.'), configFile: path('vite.config.ts'), logLevel: 'warn' })
await build({ root: path('demo'), configFile: path('demo/vite.config.ts'), logLevel: 'warn' })

const loader = path('../../dist/widget.js')
await bundle({ entryPoints: [path('loader/widget.ts')], outfile: loader, bundle: true, minify: true, format: 'iife', target: 'es2018', legalComments: 'none', logLevel: 'warning' })

const chat = path('../../dist/chat/')
const assets = await readdir(`${chat}assets`)
const named = pattern => assets.filter(name => pattern.test(name))
const [entry] = named(/^index-.*\.js$/)
const scripts = named(/^(chat|rolldown-runtime)-.*\.js$/)
const languages = named(/^(en|zh)-.*\.js$/)
const styles = named(/^chat-.*\.css$/)

/**
 * /chat loads the chat beside the small script that comes first. A frame that only tells the unread count is the page
 * peek.html: the same, without that.
 */
const page = await readFile(`${chat}index.html`, 'utf8')
if (page.match(/\/assets\//g).length !== 1) throw new Error('the script that comes first needs another')
const links = [...scripts.map(name => `<link rel="modulepreload" crossorigin href="/chat/assets/${name}">`), ...styles.map(name => `<link rel="stylesheet" href="/chat/assets/${name}">`)]
await writeFile(`${chat}peek.html`, page)
await writeFile(`${chat}index.html`, page.replace('</head>', `  ${links.join('\n  ')}\n</head>`))

/** Fails the build above a limit: what is not watched grows. */
async function weigh(name, files, limit) {
  const sizes = await Promise.all(files.map(async file => gzipSync(await readFile(file), { level: 9 }).length))
  const size = sizes.reduce((sum, one) => sum + one, 0)
  console.log(`${name}: ${size} bytes after gzip`)
  if (size <= limit) return
  console.error(`${name} is ${size} bytes after gzip; at most ${limit} are allowed`)
  process.exitCode = 1
}

await weigh('widget.js', [loader], LOADER_LIMIT)
for (const language of languages) await weigh(`the chat with ${language}`, [entry, ...scripts, language].map(name => `${chat}assets/${name}`), CHAT_LIMIT)

// Brotli makes them a tenth smaller still; the desk sends it to who takes it.
for (const file of named(/\.(js|css)$/).map(name => `${chat}assets/${name}`)) await writeFile(`${file}.br`, brotliCompressSync(await readFile(file)))
