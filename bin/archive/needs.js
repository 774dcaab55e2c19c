'use strict'

const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { filesBelow } = require('./files')
const { runtimeName } = require('./runtime')

/**
 * The newest version of a library that a program asks its system for (`GLIBC_2.28`, `GLIBCXX_3.4.29`).
 * @param {Buffer} program an ELF file; the names stand in its table of strings
 * @returns {number[]} `[2, 28]`, or nothing where it asks for none
 */
function newestAsked(program, library) {
  const versions = []
  for (let at = program.indexOf(`${library}_`); at >= 0; at = program.indexOf(`${library}_`, at + 1)) {
    const told = /^\d+(\.\d+)+(?=\0)/.exec(program.toString('latin1', at + library.length + 1, at + library.length + 16))
    if (told !== null) versions.push(told[0].split('.').map(Number))
  }
  return versions.sort(compareVersions).at(-1) ?? []
}

function compareVersions(a, b) {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** What the archive's programs ask of a system, for its user. */
function findNeeds({ folder, platform, arch }) {
  if (platform === 'darwin') return `a Mac with ${arch === 'arm64' ? 'an Apple' : 'an Intel'} processor, macOS 14 or newer`
  if (platform === 'win32') return `Windows 10 or newer (${arch})`
  const programs = [...filesBelow(folder)].filter((path) => path === runtimeName(platform) || /\.(node|so(\.[\d.]+)?)$/.test(path))
  const read = programs.map((path) => readFileSync(join(folder, path)))
  const newest = (library) => read.map((bytes) => newestAsked(bytes, library)).sort(compareVersions).at(-1).join('.')
  return `Linux on ${arch} with glibc ${newest('GLIBC')} and libstdc++ (GLIBCXX_${newest('GLIBCXX')}) or newer`
}

module.exports = { findNeeds, newestAsked }
