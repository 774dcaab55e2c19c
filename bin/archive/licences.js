'use strict'

const { readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { failure } = require('#protocol')
const { copyFile, filesBelow, readJson, writeFile } = require('./files')
const { findNodeLicence } = require('./runtime')
const { standardText } = require('./standard-text')

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} version
 * @property {string} licence as its makers name it
 * @property {string} file its text, in licences/
 */

/** What makers call the files that their terms are in. */
const termNames = /^((un)?licen[cs]e|copying|copyright|notice|patents|third-?party-?(notices|licen[cs]es))s?([.-].*)?$/i

/** The terms of a package in its own words, or else those it names, in the standard's. @throws ARCHIVE_INCOMPLETE */
function termsOf({ name, place }, root) {
  const folder = join(root, place)
  const own = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && termNames.test(entry.name))
  const texts = own.map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim()).filter((text) => text !== '')
  if (texts.length > 0) return texts.join('\n\n---\n\n')
  const standard = standardText(readJson(join(folder, 'package.json')), root)
  if (standard !== undefined) return standard
  throw failure('ARCHIVE_INCOMPLETE', { part: `the licence of package ${name}`, reason: 'it carries none, and names none known' })
}

function writePackage(each, group, { root, folder }) {
  const file = `${group}/${each.name.replace('/', '__')}-${each.version}.txt`
  writeFile(join(folder, 'licences', file), `${termsOf(each, root)}\n`)
  return { name: each.name, version: each.version, licence: each.licence ?? 'see its text', file }
}

/** sharp's libvips is made of some thirty libraries; each has a notice here. @throws ARCHIVE_INCOMPLETE for one that has none */
function checkLibraries(packages, root) {
  const notices = new Set(readdirSync(join(__dirname, 'notices/libvips')))
  for (const { name, place } of packages.filter((each) => each.name.startsWith('@img/'))) {
    const told = [...filesBelow(join(root, place))].find((path) => path === 'versions.json')
    const libraries = told === undefined ? [] : Object.keys(readJson(join(root, place, told)))
    const missing = libraries.find((library) => !notices.has(`${library}.txt`))
    if (missing === undefined) continue
    throw failure('ARCHIVE_INCOMPLETE', { part: `the notice of ${missing}, in ${name}`, reason: 'notices/libvips has none' })
  }
}

function writeModel({ id, title, licence, packageLicence, copyright, homepage }, { root, folder }) {
  const file = `models/${id}.txt`
  const terms = standardText({ license: licence, author: copyright }, root)
  if (terms === undefined) {
    throw failure('ARCHIVE_INCOMPLETE', { part: `the licence of model ${id}`, reason: `no text of ${licence} is here` })
  }
  const carrier = packageLicence === undefined ? '' : ` The package they come in: ${packageLicence}.`
  const about = `${title}\nCopyright ${copyright}\n${homepage}\nThe weights: ${licence}.${carrier}`
  writeFile(join(folder, 'licences', file), `${about}\n\n${terms}\n`)
  return { name: `model ${id}`, version: '', licence, file }
}

/**
 * The licences of all that the archive holds, and LIST.txt, which names them.
 * @returns {Part[]} @throws ARCHIVE_INCOMPLETE
 */
function writeLicences(archive, { packages, bundled, models }) {
  const { root, folder, version } = archive
  const to = join(folder, 'licences')
  checkLibraries(packages, root)
  copyFile(join(root, 'LICENSE'), join(to, 'Firstpass.txt'))
  copyFile(findNodeLicence(), join(to, 'Node.txt'))
  for (const kind of ['notices', 'texts']) {
    for (const path of filesBelow(join(__dirname, kind))) copyFile(join(__dirname, kind, path), join(to, kind, path))
  }
  const run = new Set(packages.map(({ place }) => place))
  const parts = [
    { name: 'Firstpass', version, licence: 'Apache-2.0', file: 'Firstpass.txt' },
    { name: 'Node', version: process.versions.node, licence: 'MIT, and those of its parts', file: 'Node.txt' },
    ...models.map((each) => writeModel(each, archive)),
    ...packages.map((each) => writePackage(each, 'packages', archive)),
    ...bundled.filter(({ place }) => !run.has(place)).map((each) => writePackage(each, 'bundled', archive)),
  ]
  writeFile(join(to, 'LIST.txt'), listOf(parts))
  return parts
}

const about = `What Firstpass is made of, under which terms, and where in this folder they are.

packages/ are the packages that run in app/node_modules; bundled/ are those compiled into pages, panels and scripts.
notices/onnxruntime and notices/libvips are the libraries inside onnxruntime-node and sharp, which texts/ complete; most of
them as Debian's maintainers collected them. onnxruntime's own list for each of its versions is ThirdPartyNotices.txt at
https://github.com/microsoft/onnxruntime. libvips and others inside it are under the LGPL: the library lies as a file of its
own in app/node_modules/@img and may be replaced; its sources are at https://github.com/lovell/sharp-libvips.

`

function listOf(parts) {
  const column = (key) => Math.max(...parts.map((part) => part[key].length)) + 2
  const widths = { name: column('name'), version: column('version'), licence: column('licence') }
  const line = ({ name, version, licence, file }) =>
    `${name.padEnd(widths.name)}${version.padEnd(widths.version)}${licence.padEnd(widths.licence)}${file}\n`
  return about + parts.map(line).join('')
}

module.exports = { checkLibraries, termsOf, writeLicences }
