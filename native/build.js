'use strict'

const { spawnSync } = require('node:child_process')
const crypto = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')
const folder = path.join(root, 'build/native')
const addon = path.join(folder, 'Release/firstpass.node')
const stampFile = path.join(folder, 'firstpass.stamp')

/** Everything the addon is made of: its sources, the runtime's version and kind of machine. */
function readStamp() {
  const hash = crypto.createHash('sha256')
  hash.update([process.versions.modules, process.platform, process.arch].join(' '))
  hash.update(fs.readFileSync(path.join(__dirname, 'CMakeLists.txt')))
  for (const part of ['binding', 'kernels']) {
    for (const name of fs.readdirSync(path.join(__dirname, part)).sort()) {
      hash.update(name).update(fs.readFileSync(path.join(__dirname, part, name)))
    }
  }
  return hash.digest('hex')
}

function isUpToDate(stamp) {
  return fs.existsSync(addon) && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp
}

function answers(program, args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

/** What is missing to compile, if anything. On Windows and macOS cmake itself finds the compiler, or names it. */
function findMissing() {
  if (!answers('cmake', ['--version'])) return 'cmake'
  if (process.platform === 'win32') return undefined
  if (!['make', 'ninja'].some((maker) => answers(maker, ['--version']))) return 'make'
  const compilers = [process.env.CXX, 'c++', 'g++', 'clang++'].filter(Boolean)
  return compilers.some((compiler) => answers(compiler, ['--version'])) ? undefined : 'C++ compiler'
}

/** cmake refuses a cache that was made for sources elsewhere, as after moving the checkout. */
function dropForeignCache() {
  const cache = path.join(folder, 'CMakeCache.txt')
  if (!fs.existsSync(cache)) return
  const made = fs.readFileSync(cache, 'utf8').replaceAll('\\', '/')
  const isOurs = made.includes(`HOME_DIRECTORY:INTERNAL=${__dirname.replaceAll('\\', '/')}\n`)
  if (!isOurs) fs.rmSync(folder, { recursive: true })
}

function main() {
  const stamp = readStamp()
  if (isUpToDate(stamp)) return 0
  const missing = findMissing()
  if (missing !== undefined) {
    process.stdout.write(`native kernels: not built, since there is no ${missing}; the slower TypeScript kernels serve.\n`)
    return 0
  }
  dropForeignCache()
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }
  const done = spawnSync(process.execPath, [path.join(__dirname, 'compile.js')], options)
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout}${done.stderr}native kernels: the build failed.\n`)
    return 1
  }
  fs.writeFileSync(stampFile, stamp)
  process.stdout.write('native kernels: built.\n')
  return 0
}

process.exitCode = main()
