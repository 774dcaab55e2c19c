'use strict'

const { mkdirSync, readdirSync, renameSync, rmSync, statSync } = require('node:fs')
const { join } = require('node:path')
const { packageResolve, zip } = require('../../plugins/package')
const { copyModels } = require('./default-models')
const { writeLicences } = require('./licences')
const { pack } = require('./pack')
const { copyPackage } = require('./package-files')
const { copyProgram } = require('./program-files')
const { copyRuntime } = require('./runtime')
const { bundledPackages, runtimePackages } = require('./runtime-packages')
const { writeSteps } = require('./steps')
const { readJson } = require('./files')

/**
 * @typedef {object} Archive what is being made
 * @property {string} root the checkout, built
 * @property {string} folder what the archive holds, and its only folder
 * @property {string} version
 * @property {string} platform
 * @property {string} arch
 */

/** `firstpass-0.1.0-linux-x64.tar.gz`; Windows opens only zips by itself. */
function archiveName({ version, platform, arch }) {
  return `firstpass-${version}-${platform}-${arch}${platform === 'win32' ? '.zip' : '.tar.gz'}`
}

/**
 * Makes the archive for this very system: it holds this process's own runtime, the addon as it was built here, and the
 * system's own files of packages. The same inputs give the same bytes.
 * @param {{root: string, to: string}} wish the checkout, and the folder that gets the archive
 * @returns {Promise<{file: string, bytes: number}>}
 * @throws ARCHIVE_INCOMPLETE, RUNTIME_NOT_PORTABLE; MODEL_DOWNLOAD_FAILED where weights are neither here nor to be had
 */
async function buildArchive({ root, to }) {
  const { version } = readJson(join(root, 'package.json'))
  const { platform, arch } = process
  const name = archiveName({ version, platform, arch })
  const stage = openStage(join(root, 'build/archive'))
  const folder = join(stage, name.replace(/\.(zip|tar\.gz)$/, ''))
  try {
    await fill({ root, folder, version, platform, arch })
    const file = join(to, name)
    mkdirSync(to, { recursive: true })
    await pack(folder, `${file}.partial`)
    renameSync(`${file}.partial`, file)
    return { file, bytes: statSync(file).size }
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** A folder of this process's own; those that a killed one left behind go. */
function openStage(folder) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    const pid = /^stage-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true })
  }
  return join(folder, `stage-${process.pid}`)
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function fill(archive) {
  const { root, folder } = archive
  const lock = readJson(join(root, 'package-lock.json'))
  const packages = runtimePackages(lock, archive)
  copyRuntime(archive)
  copyProgram(archive)
  for (const each of packages) copyPackage(each, archive)
  await copyPlugins(root, join(folder, 'plugins'))
  const models = await copyModels(archive)
  writeLicences(archive, { packages, bundled: bundledPackages(lock, archive), models })
  writeSteps(archive)
}

async function copyPlugins(root, to) {
  packageResolve(to)
  for (const host of ['photoshop', 'premiere']) await zip(join(root, 'build', host), join(to, `firstpass-${host}.ccx`))
}

module.exports = { archiveName, buildArchive }
