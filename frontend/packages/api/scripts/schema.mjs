import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

export const documentPath = fileURLToPath(new URL('../openapi.json', import.meta.url))
export const schemaPath = fileURLToPath(new URL('../src/schema.d.ts', import.meta.url))

/** What src/schema.d.ts should say, by openapi.json. */
export async function schemaSource() {
  const document = JSON.parse(await readFile(documentPath, 'utf8'))
  const types = astToString(await openapiTS(document))
  return `// Generated from openapi.json by "npm run generate -w @kefu/api". Do not edit.\n\n${types}`
}
