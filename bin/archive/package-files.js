'use strict'

const { join } = require('node:path')
const { copyFile, filesBelow, requireFile } = require('./files')

/** Folders at the top of a package that nothing is loaded from. */
const idleFolders = new Set(['.github', '__tests__', 'benchmark', 'benchmarks', 'coverage', 'doc', 'docs', 'example', 'examples',
  'man', 'test', 'tests', 'integration', 'typings'])

/** Types, sources, maps and words; licences lie in licences/. */
const idleNames = /\.(d\.[cm]?ts|[cm]?tsx?|map|md|markdown|tsbuildinfo|pdb|h|cc|cpp|gyp)$|(^|\/)(\.[^/]+|yarn\.lock|tsconfig\.json)$/i

/**
 * Whether a file of a package is needed to run it on this system.
 * @param {string} name the package's
 * @param {string} path inside the package, with forward slashes
 * @param {{platform: string, arch: string}} system
 */
function isNeeded(name, path, { platform, arch }) {
  const [top, ...rest] = path.split('/')
  if (rest.length > 0 && idleFolders.has(top)) return false
  if (path.startsWith('node_modules/') || idleNames.test(path)) return false
  // onnxruntime carries every system, and a script that would fetch what Firstpass does not use.
  if (name === 'onnxruntime-node' && top === 'script') return false
  // On macOS it comes twice; its binding asks for the other one.
  if (/\/libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(path)) return false
  const system = name === 'onnxruntime-node' ? /^bin\/napi-v\d+\/([^/]+\/[^/]+)\//.exec(path) : null
  return system === null || system[1] === `${platform}/${arch}`
}

/** Copies what of a package is needed to run. Packages below it are packages of their own. @throws ARCHIVE_INCOMPLETE */
function copyPackage({ name, place }, archive) {
  const from = join(archive.root, place)
  requireFile(join(from, 'package.json'), `package ${name}`, 'it is not installed (npm ci)')
  for (const path of filesBelow(from)) {
    if (isNeeded(name, path, archive)) copyFile(join(from, path), join(archive.folder, 'app', place, path))
  }
}

module.exports = { copyPackage, isNeeded }
