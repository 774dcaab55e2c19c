'use strict'

const fs = require('node:fs')
const { dirname, join } = require('node:path')
const { failure } = require('#protocol')

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'))

/** Paths below a folder, relative to it, with forward slashes and in order; links are not followed and not told. */
function* filesBelow(folder, under = '') {
  const entries = fs.readdirSync(join(folder, under), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    if (entry.isDirectory()) yield* filesBelow(folder, path)
    else if (entry.isFile()) yield path
  }
}

/** With the same rights on every machine, whatever they are in the checkout. */
function copyFile(from, to, mode = 0o644) {
  fs.mkdirSync(dirname(to), { recursive: true })
  fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE)
  fs.chmodSync(to, mode)
}

function writeFile(to, text, mode = 0o644) {
  fs.mkdirSync(dirname(to), { recursive: true })
  fs.writeFileSync(to, text)
  fs.chmodSync(to, mode)
}

/** Something that an archive can't do without. @param {string} part @param {string} reason */
function requireFile(file, part, reason) {
  if (!fs.existsSync(file)) throw failure('ARCHIVE_INCOMPLETE', { part, reason })
  return file
}

module.exports = { copyFile, filesBelow, readJson, requireFile, writeFile }
