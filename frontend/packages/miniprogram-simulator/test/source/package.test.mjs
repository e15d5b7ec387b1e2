// What can be told of the mini-program without running it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { miniprogram } from '../../build.mjs'
import { compile } from '../../src/compile/index.mjs'
import { themed } from '../../src/runtime/theme.mjs'

const here = path.resolve(import.meta.dirname, '../..')

/** WeChat takes no larger main package; this one is to leave a shop nearly all of it. */
const LIMIT = 2 * 1024 * 1024
const MOST = 400 * 1024

function filesBelow(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name))
}

test('it compiles without a problem', () => {
  assert.deepEqual(compile(miniprogram).problems, [])
})

test('its JavaScript agrees with WeChat\'s typings', () => {
  const tsc = path.join(here, '../../node_modules/typescript/bin/tsc')
  const { stdout, status } = run(tsc)
  assert.equal(stdout, '')
  assert.equal(status, 0)
})

function run(tsc) {
  try {
    return { stdout: execFileSync(process.execPath, [tsc, '-p', path.join(here, 'tsconfig.miniprogram.json')], { encoding: 'utf8' }), status: 0 }
  } catch (error) {
    return { stdout: error.stdout, status: error.status }
  }
}

test('the package is far smaller than WeChat allows', () => {
  const size = filesBelow(miniprogram).reduce((sum, file) => sum + fs.statSync(file).size, 0)
  assert.ok(size < LIMIT, `${size} bytes`)
  assert.ok(size < MOST, `${size} bytes are more than it used to be`)
})

test('it opens as it is: the project file and all that app.json names are there', () => {
  const project = JSON.parse(fs.readFileSync(path.join(miniprogram, 'project.config.json'), 'utf8'))
  assert.equal(project.appid, 'touristappid')
  assert.equal(project.compileType, 'miniprogram')
  const app = JSON.parse(fs.readFileSync(path.join(miniprogram, 'app.json'), 'utf8'))
  const themes = JSON.parse(fs.readFileSync(path.join(miniprogram, app.themeLocation), 'utf8'))
  for (const theme of ['light', 'dark']) {
    for (const { pagePath, iconPath, selectedIconPath } of themed(app.tabBar, themes[theme]).list) {
      assert.ok(app.pages.includes(pagePath), pagePath)
      for (const icon of [iconPath, selectedIconPath]) assert.ok(fs.statSync(path.join(miniprogram, icon)).size < 40 * 1024, icon)
    }
  }
  assert.equal(app.__usePrivacyCheck__, true)
  assert.equal(app.darkmode, true)
})

test('it declares nothing that it does not use', () => {
  const app = JSON.parse(fs.readFileSync(path.join(miniprogram, 'app.json'), 'utf8'))
  // Both are about places on the map only: the microphone, the camera and the album are asked for when they are used.
  assert.equal(app.permission, undefined)
  assert.equal(app.requiredPrivateInfos, undefined)
})

test('the chat can be copied: its folder reaches for nothing outside of it', () => {
  const kefu = path.join(miniprogram, 'kefu')
  for (const file of filesBelow(kefu)) {
    const text = fs.readFileSync(file, 'utf8')
    const named = [...text.matchAll(/(?:require\(|import\()\s*['"]([^'"]+)['"]|"(\.\.?\/[^"]+)"/g)].map(([, a, b]) => a ?? b)
    for (const spec of named) {
      if (!spec.startsWith('.')) assert.fail(`${file} names ${spec}`)
      assert.ok(path.resolve(path.dirname(file), spec).startsWith(kefu), `${file} names ${spec}`)
    }
    assert.ok(!/["'(]\/(kefu|assets|pages)\//.test(text), `${file} names a place of this shop`)
  }
})
