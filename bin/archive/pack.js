'use strict'

const { basename, dirname } = require('node:path')
const { create } = require('tar')
const { zip } = require('../../plugins/package')
const { filesBelow } = require('./files')

/** The oldest that a zip can say, so that no archive differs from another by its time. */
const MTIME = new Date(Date.UTC(1980, 0, 1))

/** 2 % larger than with the best level, in a third of its time. */
const LEVEL = 6

/** Packs a folder, itself included, in the order of names; `.zip` before `.partial` says which kind. */
async function pack(folder, file) {
  if (file.replace(/\.partial$/, '').endsWith('.zip')) return zip(dirname(folder), file)
  const name = basename(folder)
  const paths = [...filesBelow(folder)].map((path) => `${name}/${path}`)
  await create({ file, cwd: dirname(folder), portable: true, mtime: MTIME, gzip: { level: LEVEL }, noDirRecurse: true }, paths)
}

module.exports = { pack }
