'use strict'

const { readdirSync, readFileSync } = require('node:fs')
const { join, resolve } = require('node:path')

/** Every failure is made like this, and its row stands in the table like that. */
const MADE = /\bfailure\(\s*'([A-Z_]+)'/g
const ROW = /^ {2}([A-Z_]+): row</gm

/** The codes of failures that these folders make. */
function codesMade(folders) {
  const codes = new Set()
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) codesMade([path]).forEach((code) => codes.add(code))
      else if (/\.tsx?$/.test(entry.name)) for (const [, code] of readFileSync(path, 'utf8').matchAll(MADE)) codes.add(code)
    }
  }
  return codes
}

/** The table without the rows of other codes. @throws where a code has no row */
function keepRows(table, codes) {
  const rows = [...table.matchAll(ROW)]
  const end = table.indexOf('\n} as const')
  const known = new Set(rows.map(([, code]) => code))
  for (const code of codes) if (!known.has(code)) throw new Error(`the table of errors has no row ${code}`)
  const kept = rows.map(({ 1: code, index }, at) => (codes.has(code) ? table.slice(index, rows[at + 1]?.index ?? end + 1) : ''))
  return table.slice(0, rows[0].index) + kept.join('') + table.slice(end + 1)
}

/**
 * Of the table of errors, a panel carries the rows that it may need to make a failure: those that the helper makes bring
 * their texts over the wire. Options: `folders`, all that a panel is made of.
 */
module.exports = function ownErrorsLoader(source) {
  const folders = this.getOptions().folders.map((folder) => resolve(this.rootContext, folder))
  folders.forEach((folder) => this.addContextDependency(folder))
  return keepRows(source, codesMade(folders))
}

Object.assign(module.exports, { codesMade, keepRows })
