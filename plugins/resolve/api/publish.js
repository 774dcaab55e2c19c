'use strict'

// Puts the types in this folder into one file that others can take: `resolve.d.ts`.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')

const files = ['projections', 'values', 'markers', 'resolve', 'media', 'timeline', 'timeline-item', 'fusion']

/** One file needs no imports, and what index.ts says of them all stands above. */
function publishTypes(file) {
  const read = (name) => readFileSync(join(__dirname, `${name}.ts`), 'utf8')
  const [about] = read('index').split('export type *')
  const parts = files.map((name) => read(name).replace(/^import type [^\n]*\n/gm, '').trim())
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${[about.trim(), ...parts].join('\n\n')}\n`)
}

module.exports = { publishTypes }
