'use strict'

const { existsSync, realpathSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { failure } = require('#protocol')
const { copyFile } = require('./files')

/** Where the makers of Node, of its packages and of its images put its licence, seen from the program's own folder. */
const licencePlaces = ['LICENSE', '../LICENSE', '../share/doc/nodejs/LICENSE', '../share/doc/node/LICENSE']

/**
 * Libraries that a build of Node takes from the system it was made for; it does not run where those are others.
 * @param {Record<string, unknown>} variables `process.config.variables`
 */
function borrowedParts(variables) {
  return Object.entries(variables)
    .filter(([name, value]) => name.startsWith('node_shared') && (value === true || value === 'true'))
    .map(([name]) => name.slice('node_shared'.length).replace('_', '') || 'node')
}

/** @throws RUNTIME_NOT_PORTABLE */
function refuseBorrowing({ execPath, config }) {
  const parts = borrowedParts(config.variables)
  if (parts.length > 0) throw failure('RUNTIME_NOT_PORTABLE', { runtime: execPath, parts: parts.join(', ') })
}

/** Node's licence with those of all it is made of. @throws ARCHIVE_INCOMPLETE */
function findNodeLicence(execPath = realpathSync(process.execPath)) {
  const found = licencePlaces.map((place) => join(dirname(execPath), place)).find((file) => existsSync(file))
  if (found !== undefined) return found
  throw failure('ARCHIVE_INCOMPLETE', { part: 'the runtime\'s licence', reason: `no file LICENSE belongs to ${execPath}` })
}

/** The runtime's place in an archive. */
const runtimeName = (platform) => (platform === 'win32' ? 'runtime/node.exe' : 'runtime/node')

/** This process's own runtime. @throws RUNTIME_NOT_PORTABLE */
function copyRuntime({ folder, platform }) {
  refuseBorrowing(process)
  copyFile(realpathSync(process.execPath), join(folder, runtimeName(platform)), 0o755)
}

module.exports = { borrowedParts, copyRuntime, findNodeLicence, refuseBorrowing, runtimeName }
