'use strict'

const { failure } = require('#protocol')

/**
 * @typedef {object} LockedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} place its folder below the root, `node_modules/...`
 * @property {string} [licence] as it says itself
 */

/**
 * Asked for, and never loaded: types for @techstark/opencv-js; what a script of onnxruntime-node would fetch other builds
 * with. What only they need is left out, too.
 */
const idle = new Set(['mirada', 'adm-zip', 'global-agent'])

/** Bundles that plugins and pages are made of; what they import is compiled into ours. */
const bundles = ['@spectrum-web-components/bundle', 'preact', 'zod']

/** Its compiler writes a small library of its own into what it compiles. */
const compilers = ['typescript-to-lua']

/** Where Node would find a package that another one asks for. */
function locate(packages, from, name) {
  for (let folder = from; ;) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[place] !== undefined) return place
    if (folder === '') return undefined
    const parent = folder.lastIndexOf('/node_modules/')
    folder = parent < 0 ? '' : folder.slice(0, parent)
  }
}

/** npm's rule for `os`, `cpu` and `libc` of a package; Linux is glibc, as the runtime's own build is. */
function isForSystem({ os, cpu, libc }, { platform, arch }) {
  const allows = (list, value) => list === undefined || (list.some((each) => !each.startsWith('!'))
    ? list.includes(value)
    : !list.includes(`!${value}`))
  return allows(os, platform) && allows(cpu, arch) && (platform !== 'linux' || allows(libc, 'glibc'))
}

function reachFrom(lock, names, system) {
  const { packages } = lock
  const found = new Map()
  const visit = (from, name, optional) => {
    const place = locate(packages, from, name)
    if (place === undefined && optional) return
    if (place === undefined) throw failure('ARCHIVE_INCOMPLETE', { part: `package ${name}`, reason: 'the lock has none' })
    const entry = packages[place]
    if (found.has(place) || idle.has(name) || !isForSystem(entry, system)) return
    found.set(place, { name: entry.name ?? name, version: entry.version, place, licence: entry.license })
    for (const each of Object.keys(entry.dependencies ?? {})) visit(place, each, false)
    for (const each of Object.keys(entry.optionalDependencies ?? {})) visit(place, each, true)
    for (const each of Object.keys(entry.peerDependencies ?? {})) {
      if (entry.peerDependenciesMeta?.[each]?.optional !== true) visit(place, each, false)
    }
  }
  for (const name of names) visit('', name, false)
  return [...found.values()].sort((a, b) => (a.place < b.place ? -1 : 1))
}

/**
 * The packages that run on a system, by the lock: what package.json names as `dependencies`, and what those need there.
 * @returns {LockedPackage[]} by place @throws ARCHIVE_INCOMPLETE
 */
function runtimePackages(lock, system) {
  return reachFrom(lock, Object.keys(lock.packages[''].dependencies), system)
}

/** The packages whose code is inside our bundles and scripts. @returns {LockedPackage[]} */
function bundledPackages(lock, system) {
  const compiled = compilers.map((name) => {
    const { version, license } = lock.packages[`node_modules/${name}`]
    return { name, version, place: `node_modules/${name}`, licence: license }
  })
  return [...reachFrom(lock, bundles, system), ...compiled]
}

module.exports = { bundledPackages, isForSystem, runtimePackages }
