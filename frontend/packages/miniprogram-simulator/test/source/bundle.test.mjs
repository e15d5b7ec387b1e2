import fs from 'node:fs'
import assert from 'node:assert/strict'
import test from 'node:test'
import { bundle, target, types } from '../../bundle.mjs'

test('the committed chat client is what its source makes', async () => {
  assert.ok(fs.readFileSync(`${target}.js`, 'utf8') === await bundle(), 'stale: run scripts/miniprogram')
  assert.ok(fs.readFileSync(`${target}.d.ts`, 'utf8') === types(), 'its types are stale: run scripts/miniprogram')
})
