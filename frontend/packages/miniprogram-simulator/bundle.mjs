// Makes miniprogram/kefu/lib/chat-client.js, and its types, of packages/chat-client.
//   node bundle.mjs          writes both
//   import { bundle, types } gives their texts: the test that says when the committed ones are stale
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import esbuild from 'esbuild'
import ts from 'typescript'

const packages = fileURLToPath(new URL('..', import.meta.url))
const client = path.join(packages, 'chat-client')
const entry = path.join(client, 'src/wx/index.ts')

/** Where the files lie in the mini-program. */
export const target = path.join(packages, '../../miniprogram/kefu/lib/chat-client')

const header = `// Generated from frontend/packages/chat-client by scripts/miniprogram. Do not edit.\n`

/** The client as one CommonJS file, in the JavaScript that WeChat's oldest supported phones run. */
export async function bundle() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry], absWorkingDir: client, bundle: true, write: false, format: 'cjs', target: 'es2018', charset: 'utf8',
    // Where a file lies is of no interest, and differs with the working directory.
    legalComments: 'none', logLevel: 'error', banner: { js: `${header}// @ts-nocheck\n/* eslint-disable */` },
  })
  return outputFiles[0].text
}

/** The declarations of all that the entry exports, as one file. */
export function types() {
  const config = path.join(client, 'tsconfig.wx.json')
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config, ts.sys, client)
  const program = ts.createProgram([entry], { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: '/', rootDir: client })
  const parts = []
  program.emit(undefined, (name, text) => parts.push({ name, text }))
  // What no exported declaration names (a class's private parts) is not worth a place.
  const wanted = ['api', 'conversation-view', 'host', 'wire/types', 'wire/frames', 'wx/desk']
  const texts = wanted.map((file) => {
    const part = parts.find(({ name }) => name.endsWith(`/src/${file}.d.ts`))
    if (!part) throw new Error(`no declarations of ${file}`)
    return part.text.replace(/^(?:import|export type \*) [^;]*;\n/gm, '').replace(/^ {4}private .*;\n/gm, '').trim()
  })
  return `${header}${texts.join('\n\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  fs.mkdirSync(path.dirname(target), { recursive: true })
  fs.writeFileSync(`${target}.js`, await bundle())
  fs.writeFileSync(`${target}.d.ts`, types())
}
