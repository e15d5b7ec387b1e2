// Writes src/schema.d.ts from openapi.json, which the binary prints: kefu openapi > openapi.json
import { writeFile } from 'node:fs/promises'
import { schemaPath, schemaSource } from './schema.mjs'

await writeFile(schemaPath, await schemaSource())
