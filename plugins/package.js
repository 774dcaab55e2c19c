'use strict'

// Puts what was built for each host into dist/, the same bytes for the same files.
const { copyFileSync, createWriteStream, mkdirSync, readdirSync, readFileSync, statSync } = require('node:fs')
const { join, relative, sep } = require('node:path')
const { pipeline } = require('node:stream/promises')
const yazl = require('yazl')
const { publishTypes } = require('./resolve/api/publish')

const root = join(__dirname, '..')

/** The oldest that a zip can say, so that no build differs from another by its time. */
const MTIME = new Date(1980, 0, 1)

function* filesIn(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* filesIn(path)
    else yield path
  }
}

async function zip(folder, file) {
  const archive = new yazl.ZipFile()
  for (const path of filesIn(folder)) {
    const name = relative(folder, path).split(sep).join('/')
    archive.addBuffer(readFileSync(path), name, { mtime: MTIME, forceDosTimestamp: true, mode: 0o100644 })
  }
  archive.end()
  mkdirSync(join(file, '..'), { recursive: true })
  await pipeline(archive.outputStream, createWriteStream(file))
}

if (require.main === module) {
  for (const host of ['photoshop', 'premiere']) void zip(join(root, 'build', host), join(root, `dist/firstpass-${host}.ccx`))
  mkdirSync(join(root, 'dist'), { recursive: true })
  copyFileSync(join(root, 'build/resolve/firstpass.lua'), join(root, 'dist/firstpass.lua'))
  publishTypes(join(root, 'dist/resolve/resolve.d.ts'))
}

module.exports = { zip }
