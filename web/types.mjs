// Writes src/api/schema.d.ts: the types of the HTTP contract, whose parts are
// in wms/api/openapi. A Go test compares the first line with the contract.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const parts = new URL('../wms/api/openapi/', import.meta.url)
const contract = Buffer.concat(readdirSync(parts).filter((name) => name.endsWith('.yaml')).sort().map((name) => readFileSync(new URL(name, parts))))
const sum = createHash('sha256').update(contract).digest('hex')
const types = astToString(await openapiTS(contract.toString()))
writeFileSync(new URL('src/api/schema.d.ts', import.meta.url), `// contract ${sum}\n// Written by npm run types; do not edit.\n${types}`)
