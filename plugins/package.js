'use strict'

// Puts what was built for each host into dist/, the same bytes for the same files.
const { copyFileSync, createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, statSync } = require('node:fs')
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

/**
 * What is copied into Resolve: the plugin of Studio, the script of the free edition, and how to install both.
 * @param to dist/
 */
function packageResolve(to) {
  const plugin = join(to, 'resolve/com.firstpass.resolve')
  rmSync(plugin, { recursive: true, force: true })
  mkdirSync(plugin, { recursive: true })
  const built = join(root, 'build/resolve/workflow-integration')
  for (const name of readdirSync(built)) copyFileSync(join(built, name), join(plugin, name))
  copyFileSync(join(root, 'build/resolve/firstpass.lua'), join(to, 'firstpass.lua'))
  copyFileSync(join(root, 'plugins/resolve/INSTALL.txt'), join(to, 'resolve/INSTALL.txt'))
  publishTypes(join(to, 'resolve/resolve.d.ts'))
}

if (require.main === module) {
  for (const host of ['photoshop', 'premiere']) void zip(join(root, 'build', host), join(root, `dist/firstpass-${host}.ccx`))
  packageResolve(join(root, 'dist'))
}

module.exports = { packageResolve, zip }
