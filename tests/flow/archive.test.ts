import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import sharp from 'sharp'
import { VERSION } from '#protocol'
import { currentArchive, itWithArchive, unpackArchive } from '../support/archive'
import { type Ended, waitForEnd } from '../support/run-firstpass'
import { readProjectFile, root } from '../support/sources'

/** Bytes that people on slow lines are spared; the archive for Linux may have no more. */
const MOST_BYTES = 150e6

const folder = mkdtempSync(join(tmpdir(), 'firstpass-archive-'))
let unpacked = ''

/** The archive's own command line: nothing on PATH, an empty home, and no registry to fetch from. */
function run(...args: string[]): Promise<Ended> {
  const env = {
    PATH: join(folder, 'nowhere'), HOME: join(folder, 'home'), FIRSTPASS_HOME: join(folder, 'data'), FIRSTPASS_PORTS: '0',
    FIRSTPASS_MODELS: join(unpacked, 'models'), npm_config_offline: 'true',
  }
  return waitForEnd(spawn(join(unpacked, 'runtime/node'), [join(unpacked, 'app/bin/firstpass.js'), ...args],
    { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** Every file of what is unpacked, with forward slashes. */
const listFiles = (): string[] => readdirSync(unpacked, { withFileTypes: true, recursive: true })
  .filter((entry) => !entry.isDirectory())
  .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)).replaceAll('\\', '/')).sort()

interface Lock {
  packages: Record<string, { version: string; dev?: boolean }>
}

/** `node_modules/a/node_modules/b` of each package that is in it. */
const listPackages = (files: readonly string[]): string[] => files
  .flatMap((file) => /^app\/((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(file)?.[1] ?? [])

const makesOne = itWithArchive === it

beforeAll(async () => {
  if (makesOne) unpacked = await unpackArchive(join(folder, 'a folder with spaces'))
}, 300_000)

afterAll(async () => {
  if (makesOne) await run('serve', '--stop')
  rmSync(folder, { recursive: true, force: true })
})

describe('the archive of this system', () => {
  itWithArchive('is one that a slow line brings in minutes, and one folder', async () => {
    expect(statSync(await currentArchive()).size).toBeLessThanOrEqual(MOST_BYTES)
    expect(readdirSync(join(unpacked, '..'))).toEqual([basename(unpacked)])
    const steps = process.platform === 'linux' ? ['install', 'uninstall'] : []
    expect(readdirSync(unpacked)).toEqual(expect.arrayContaining(
      ['README.txt', 'app', 'licences', 'models', 'plugins', 'runtime', ...steps]))
    expect(readdirSync(join(unpacked, 'plugins')).sort())
      .toEqual(['firstpass-photoshop.ccx', 'firstpass-premiere.ccx', 'firstpass.lua', 'resolve'])
    expect(steps.filter((step) => (statSync(join(unpacked, step)).mode & 0o111) !== 0o111)).toEqual([])
  })

  itWithArchive('brings packages that run and none that builds or tests, by the lock, and no other system\'s files', () => {
    const files = listFiles()
    const { packages } = JSON.parse(readProjectFile('package-lock.json')) as Lock
    const brought = listPackages(files)
    expect(brought.length).toBeGreaterThan(100)
    expect(brought.filter((place) => packages[place] === undefined || packages[place].dev === true)).toEqual([])
    const systems = ['linux/', 'darwin/', 'win32/'].filter((system) => !system.startsWith(process.platform))
    const foreign = new RegExp(`^app/node_modules/onnxruntime-node/bin/[^/]+/(${systems.join('|')})`)
    expect(files.filter((file) => foreign.test(file))).toEqual([])
    const native = files.filter((file) => /\.(node|dll|dylib|so)(\.|$)/.test(file)).map((file) => basename(file))
    if (process.platform === 'linux') expect(native.filter((name) => /\.(dll|dylib)$|darwin|win32|musl/.test(name))).toEqual([])
  })

  itWithArchive('brings the program without sources, types, maps, tests and what only a checkout has a use for', () => {
    const program = listFiles().filter((file) => file.startsWith('app/') && !file.startsWith('app/node_modules/'))
    expect(program).toEqual(expect.arrayContaining(['app/build/native/Release/firstpass.node', 'app/build/web/page.js',
      'app/build/web/resolve/page.js', 'app/build/resolve/firstpass.lua', 'app/models/refine/firstpass-refine.onnx']))
    const needless = /\.(ts|tsx|map|tsbuildinfo|md|pt|py)$|\/(tests|bench|demo|eval|train)\/|simulator|write-own-hashes/
    expect(program.filter((file) => needless.test(file))).toEqual([])
    expect(listFiles().filter((file) => /^app\/node_modules\/.*\.(d\.ts|map)$/.test(file))).toEqual([])
  })

  itWithArchive('holds every module that its program reaches for, but those that packages try and do without', async () => {
    const args = [join(root, 'tests/support/unresolved.js'), join(unpacked, 'app')]
    const ended = await waitForEnd(spawn(join(unpacked, 'runtime/node'), args, { stdio: ['ignore', 'pipe', 'pipe'] }))
    expect(ended).toMatchObject({ status: 0 })
    const { followed, unresolved } = JSON.parse(ended.out) as Record<'followed' | 'unresolved', string[]>
    expect(followed.length).toBeGreaterThan(800)
    const tried = /^node_modules\/(debug\/.* supports-color|ws\/.* (bufferutil|utf-8-validate)|sharp\/.* @img\/sharp-.*)$/
    expect(unresolved.filter((each) => !tried.test(each))).toEqual([])
    expect(unresolved.filter((each) => each.endsWith(` @img/sharp-${process.platform}-${process.arch}/sharp.node`))).toEqual([])
  })

  itWithArchive('brings the terms of each of its parts, and a list of them', () => {
    const list = readFileSync(join(unpacked, 'licences/LIST.txt'), 'utf8').split('\n').slice(2)
      .filter((line) => /^\S.*\.txt$/.test(line) && !line.includes(' is ')).map((line) => line.split(/ {2,}/))
    const listed = new Set(list.map(([name, version]) => `${name} ${version}`))
    const packages = listPackages(listFiles()).map((place) => {
      const text = readFileSync(join(unpacked, 'app', place, 'package.json'), 'utf8')
      const { name, version } = JSON.parse(text) as { name: string; version: string }
      return `${name} ${version}`
    })
    expect(packages.filter((each) => !listed.has(each))).toEqual([])
    const texts = list.map((columns) => columns.at(-1) ?? '')
    expect(texts).toEqual(expect.arrayContaining(['Node.txt', 'Firstpass.txt', 'models/u2netp.txt']))
    expect(texts.filter((text) => statSync(join(unpacked, 'licences', text)).size < 150)).toEqual([])
    expect(readFileSync(join(unpacked, 'licences/Node.txt'), 'utf8')).toMatch(/Node\.js is licensed/)
  })
})

describe('the program of an archive, with nothing on PATH', () => {
  itWithArchive('says its version', async () => {
    expect(await run('--version')).toEqual({ status: 0, out: `${VERSION}\n`, err: '' })
  })

  itWithArchive('masks a picture by the model that came with it, and fetches nothing', async () => {
    const disc = Buffer.from('<svg width="320" height="240"><rect width="320" height="240" fill="#9ab"/>' +
      '<circle cx="160" cy="120" r="70" fill="#d42"/></svg>')
    await sharp(disc).png().toFile(join(folder, 'disc.png'))
    const ended = await run('mask', 'disc.png', '-o', 'mask.png', '--json')
    expect(ended).toMatchObject({ status: 0 })
    const { data, info } = await sharp(join(folder, 'mask.png')).extractChannel(0).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([320, 240])
    expect(data[120 * 320 + 160]).toBeGreaterThan(200)
    expect(data[5 * 320 + 5]).toBeLessThan(50)
    expect(readdirSync(join(unpacked, 'models')).length).toBe(1)
  }, 120_000)

  itWithArchive('finds its addon, pages and models, and sends nobody to npm', async () => {
    const { out } = await run('doctor', '--json')
    const findings = JSON.parse(out) as { what: string; state: string; text: string; mend?: string }[]
    const states = Object.fromEntries(findings.map(({ what, state }) => [what, state]))
    expect(states).toMatchObject({ system: 'ok', helper: 'ok', kernels: 'ok' })
    expect(findings.filter(({ text, mend = '' }) => /\bnpm\b|\bbuild\b/.test(`${text} ${mend}`))).toEqual([])
    const helper = JSON.parse(readFileSync(join(folder, 'data/helper.json'), 'utf8')) as { port: number }
    const pages = await Promise.all(['', 'page.js', 'resolve/'].map(async (page) => {
      const { status } = await fetch(`http://localhost:${helper.port}/${page}`)
      return status
    }))
    expect(pages).toEqual([200, 200, 200])
  }, 60_000)
})
