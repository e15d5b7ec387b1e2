import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { schemaPath, schemaSource } from '../scripts/schema.mjs'

test('schema.d.ts is what openapi.json generates', async () => {
  const committed = await readFile(schemaPath, 'utf8')
  expect(committed, 'stale: run "npm run generate -w @kefu/api"').toBe(await schemaSource())
}, 60_000)
