'use strict'

const { spawnSync } = require('node:child_process')
const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { copyFile, filesBelow, readJson, requireFile, writeFile } = require('./files')

/** The parts that run on Node, and what of them a checkout alone has a use for. */
const parts = ['shared/protocol', 'shared/client', 'shared/setup', 'shared/helper', 'shared/standalone/cli', 'native/lib']
const forCheckouts = ['shared/helper/models/write-own-hashes.js', 'shared/helper/models/write-schema.js']

/** The program: what is built of the parts above, the pages, the addon, and the manifests with our own weights. */
function copyProgram(archive) {
  const { root, folder } = archive
  const app = join(folder, 'app')
  copyFile(join(root, 'bin/firstpass.js'), join(app, 'bin/firstpass.js'), 0o755)
  for (const part of parts) copyPart(part, root, app)
  copyBuilt('build/web', 'the pages', archive)
  copyBuilt('build/resolve', 'the plugin for Resolve', archive)
  copyAddon(archive)
  copyManifests(root, app)
  writeFile(join(app, 'package.json'), `${JSON.stringify(packageOf(root, app), null, 2)}\n`)
}

/** Only what has a source: a build folder keeps what was built of files that are gone. */
function copyPart(part, root, app) {
  const built = join(root, 'build', part)
  requireFile(built, part, 'it is not built (npm run build)')
  for (const path of filesBelow(built)) {
    const hasSource = path.endsWith('.js') && existsSync(join(root, part, path.replace(/\.js$/, '.ts')))
    if (hasSource && !forCheckouts.includes(`${part}/${path}`)) copyFile(join(built, path), join(app, 'build', part, path))
  }
}

function copyBuilt(place, part, { root, folder }) {
  const built = requireFile(join(root, place), part, 'they are not built (npm run build)')
  for (const path of filesBelow(built)) {
    if (path !== 'simulator.lua') copyFile(join(built, path), join(folder, 'app', place, path))
  }
}

/** Without what only a debugger reads, where that can be taken off: macOS would no longer trust its signature. */
function copyAddon({ root, folder, platform }) {
  const place = 'build/native/Release/firstpass.node'
  const reason = 'it is not built (npm run build, with cmake and a C++ compiler)'
  const built = requireFile(join(root, place), 'the native addon', reason)
  const copy = join(folder, 'app', place)
  copyFile(built, copy, 0o755)
  if (platform === 'linux') spawnSync('strip', ['--strip-unneeded', copy], { stdio: 'ignore' })
}

function copyManifests(root, app) {
  for (const path of filesBelow(join(root, 'models'))) {
    if (/^(manifest\.schema\.json|(?!train\/)[^/]+\/[^/]+\.(json|onnx))$/.test(path)) {
      copyFile(join(root, 'models', path), join(app, 'models', path))
    }
  }
}

/** What Node and the program read of package.json; `imports` lead to what is here. */
function packageOf(root, app) {
  const { name, version, description, license, type, bin, imports } = readJson(join(root, 'package.json'))
  const here = Object.entries(imports).filter(([, targets]) => existsSync(join(app, targets.default.replace(/\/\*.*$/, ''))))
  const ways = Object.fromEntries(here.map(([from, targets]) => [from, targets.default]))
  return { name, version, private: true, description, license, type, bin, imports: ways }
}

module.exports = { copyProgram }
