'use strict'

const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

/** What builds on other terms than its own. */
const withBase = { 'LGPL-3.0': ['LGPL-3.0', 'GPL-3.0'] }

/** Terms that name whose they are. */
const holderMark = '<year> <copyright holders>'

function readText(id, root) {
  const file = id === 'Apache-2.0' ? join(root, 'LICENSE') : join(__dirname, 'texts', `${id}.txt`)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

function holderOf({ author, contributors, name }) {
  const person = author ?? contributors?.[0]
  const named = typeof person === 'string' ? person : person?.name
  return named ?? (name === undefined ? undefined : `the authors of ${name}`)
}

/**
 * The text of the licence that a package (or a model) names, for one that carries none itself.
 * @param {{license?: string, author?: unknown, contributors?: unknown[], name?: string}} said as in package.json
 * @param {string} root the checkout
 * @returns {string | undefined} nothing where it names none, or one whose text is not among ours
 */
function standardText(said, root) {
  if (typeof said.license !== 'string') return undefined
  const ids = said.license.replace(/[()]/g, '').split(/ AND /).map((id) => id.replace(/-or-later$|-only$/, ''))
  const texts = ids.flatMap((id) => withBase[id] ?? [id]).map((id) => readText(id, root))
  if (texts.some((text) => text === undefined)) return undefined
  return texts.map((text) => text.replace(holderMark, holderOf(said) ?? '')).join('\n\n---\n\n')
}

module.exports = { standardText }
