import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { root } from '../../support/sources'

interface System {
  platform: string
  arch: string
}

interface Locked {
  name: string
  version: string
  place: string
  licence?: string
}

type Lock = { packages: Record<string, Record<string, unknown>> }

const { bundledPackages, runtimePackages } = jest.requireActual('../../../bin/archive/runtime-packages') as
  Record<'bundledPackages' | 'runtimePackages', (lock: Lock, system: System) => Locked[]>
const { isNeeded } = jest.requireActual('../../../bin/archive/package-files') as
  { isNeeded(name: string, path: string, system: System): boolean }
const { checkLibraries, termsOf } = jest.requireActual('../../../bin/archive/licences') as {
  checkLibraries(packages: readonly Locked[], root: string): void
  termsOf(each: Locked, root: string): string
}
const { standardText } = jest.requireActual('../../../bin/archive/standard-text') as
  { standardText(said: object, root: string): string | undefined }

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
const linux = { platform: 'linux', arch: 'x64' }
const here = { platform: process.platform, arch: process.arch }

describe('the packages of an archive', () => {
  it('are those that run, none that only builds or tests', () => {
    const packages = runtimePackages(lock, linux)
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['fastify', 'onnxruntime-node', 'sharp', 'zod']))
    expect(packages.filter(({ place }) => lock.packages[place]?.dev === true)).toEqual([])
    const builders = ['cmake-js', 'node-addon-api', 'typescript', 'jest', 'webpack', 'mirada', 'preact']
    expect(packages.map(({ name }) => name).filter((name) => builders.includes(name))).toEqual([])
  })

  it.each([
    ['linux', 'x64', ['@img/sharp-libvips-linux-x64', '@img/sharp-linux-x64']],
    ['darwin', 'arm64', ['@img/sharp-darwin-arm64', '@img/sharp-libvips-darwin-arm64']],
    ['win32', 'x64', ['@img/sharp-win32-x64']],
  ])('are those of %s-%s where a package is for one system', (platform, arch, expected) => {
    const names = runtimePackages(lock, { platform, arch }).map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('@img/sharp-'))).toEqual(expected)
  })

  it('are found as Node finds them: the nearest above the one that asks; optional ones may be absent', () => {
    const packages = {
      '': { dependencies: { a: '1', b: '1' } },
      'node_modules/a': { version: '1.0.0', dependencies: { c: '2' }, optionalDependencies: { gone: '1' } },
      'node_modules/a/node_modules/c': { version: '2.0.0', dependencies: { b: '1' } },
      'node_modules/b': {
        version: '1.0.0', peerDependencies: { c: '1', d: '1' }, peerDependenciesMeta: { d: { optional: true } },
      },
      'node_modules/c': { version: '1.0.0' },
      'node_modules/d': { version: '1.0.0' },
    }
    expect(runtimePackages({ packages }, linux).map(({ place }) => place))
      .toEqual(['node_modules/a', 'node_modules/a/node_modules/c', 'node_modules/b', 'node_modules/c'])
    const broken = { packages: { '': { dependencies: { a: '1' } } } }
    expect(() => runtimePackages(broken, linux)).toThrow(expect.objectContaining({ code: 'ARCHIVE_INCOMPLETE' }))
  })
})

describe('the files of a package', () => {
  it('are those that run, without types, sources, maps, tests and words', () => {
    const paths = ['package.json', 'index.js', 'lib/test/runner.js', 'lib/x.d.ts', 'lib/x.js.map', 'src/x.ts', 'test/x.js',
      'docs/a.js', 'README.md', 'dist/x.mjs', 'data.json', 'node_modules/c/index.js', '.eslintrc.json', 'lib/main.cjs']
    expect(paths.filter((path) => isNeeded('a', path, linux)))
      .toEqual(['package.json', 'index.js', 'lib/test/runner.js', 'dist/x.mjs', 'data.json', 'lib/main.cjs'])
  })

  it('are one system\'s where they are there for all', () => {
    const library = (system: string): string => `bin/napi-v6/${system}/libonnxruntime`
    const systems = ['linux/x64', 'linux/arm64', 'darwin/arm64', 'win32/x64']
    const paths = ['dist/index.js', 'script/install.js', ...systems.map(library)]
    const needed = (at: System): string[] => paths.filter((path) => isNeeded('onnxruntime-node', path, at))
    expect(needed(linux)).toEqual(['dist/index.js', library('linux/x64')])
    expect(needed({ platform: 'win32', arch: 'x64' })).toEqual(['dist/index.js', library('win32/x64')])
    expect(isNeeded('other', library('win32/x64'), linux)).toBe(true)
  })
})

describe('licences', () => {
  it('are there for every package that runs and every one inside our bundles', () => {
    const packages = [...runtimePackages(lock, here), ...bundledPackages(lock, here)]
    expect(packages.length).toBeGreaterThan(200)
    expect(packages.filter((each) => termsOf(each, root).length < 150)).toEqual([])
  })

  it('are a reason to make no archive where a package has none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstpass-test-'))
    writeFileSync(join(folder, 'package.json'), '{"name": "a", "license": "SEE LICENSE IN TERMS"}')
    const place = relative(root, folder)
    const terms = (): string => termsOf({ name: 'a', version: '1', place }, root)
    expect(terms).toThrow(expect.objectContaining({ code: 'ARCHIVE_INCOMPLETE' }))
    writeFileSync(join(folder, 'LICENCE-2.txt'), 'Do as you like.\n')
    expect(terms()).toBe('Do as you like.')
    rmSync(folder, { recursive: true })
    expect(standardText({ name: 'a', license: 'UNLICENSED' }, root)).toBeUndefined()
    expect(standardText({ name: 'a' }, root)).toBeUndefined()
  })

  it('are a reason to make no archive where libvips has gained a library of which there is no notice', () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstpass-test-'))
    const libvips = { name: '@img/sharp-libvips-linux-x64', version: '1', place: relative(root, folder) }
    writeFileSync(join(folder, 'versions.json'), '{"aom": "3.1", "vips": "8.18"}')
    expect(() => checkLibraries([libvips], root)).not.toThrow()
    writeFileSync(join(folder, 'versions.json'), '{"aom": "3.1", "gained": "1.0"}')
    expect(() => checkLibraries([libvips], root)).toThrow(/the notice of gained/)
    rmSync(folder, { recursive: true })
  })

  it('are the standard\'s texts, with whose they are, where a package only names them', () => {
    expect(standardText({ license: 'MIT', author: { name: 'Ann' } }, root)).toMatch(/^MIT License\n\nCopyright \(c\) Ann\n/)
    expect(standardText({ license: 'BSD-3-Clause', name: 'b' }, root)).toMatch(/^Copyright \(c\) the authors of b/)
    const both = standardText({ license: 'Apache-2.0 AND LGPL-3.0-or-later', author: 'Ann' }, root) ?? ''
    const titles = [/Apache License/, /GNU LESSER GENERAL PUBLIC LICENSE/, /GNU GENERAL PUBLIC LICENSE\n +Version 3/]
    expect(titles.filter((title) => !title.test(both))).toEqual([])
  })
})
