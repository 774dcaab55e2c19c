import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { program } from '../../support/available'

const { writeSteps } = jest.requireActual('../../../bin/archive/steps') as { writeSteps(archive: object): void }
const { newestAsked } = jest.requireActual('../../../bin/archive/needs') as
  { newestAsked(program: Buffer, library: string): number[] }

const folder = mkdtempSync(join(tmpdir(), 'firstpass-test-'))
const archive = join(folder, 'un packed', 'firstpass')
const coreutils = join(folder, 'bin')

/** A runtime that says what it is asked to run; after its end stands what a program's table of strings holds. */
const runtime = '#!/bin/sh\n[ "$1" = --version ] || printf "%s\\n" "$@" $NODE_OPTIONS\nexit 0\n' +
  'GLIBC_2.9\0GLIBC_2.28\0GLIBCXX_3.4.21\0GLIBC_PRIVATE\0'

function writeProgram(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, 0o755)
}

/** Who runs it: a user, or root in a home of `owner`. Links lie in `coreutils` to what POSIX has there. */
function become(uid: number, owner: number): void {
  writeProgram(join(coreutils, 'id'), `#!/bin/sh\necho ${uid}\n`)
  writeProgram(join(coreutils, 'stat'), `#!/bin/sh\necho ${owner}\n`)
}

interface Ended {
  status: number | null
  words: string[]
}

function run(step: string, args: readonly string[] = [], more: Record<string, string> = {}): Ended {
  const env = { PATH: coreutils, HOME: folder, NODE_OPTIONS: '--no-such-option', ...more }
  const { status, stdout, stderr } = spawnSync(join(archive, step), args, { cwd: '/', env, encoding: 'utf8' })
  return { status, words: `${stdout}${stderr}`.trim().split('\n') }
}

beforeAll(() => {
  writeProgram(join(archive, 'runtime/node'), runtime)
  writeSteps({ folder: archive, platform: 'linux', arch: 'x64', version: '1.2.3' })
  mkdirSync(coreutils)
  symlinkSync(program('dirname') ?? '', join(coreutils, 'dirname'))
  become(1000, 1000)
})

afterAll(() => rmSync(folder, { recursive: true }))

const main = (): string => join(archive, 'app/bin/firstpass.js')

describe('install and uninstall of an archive', () => {
  it('run the archive\'s own program from anywhere, with what they were given, on a PATH of nothing but coreutils', () => {
    const args = ['--at-login', 'two words']
    expect(run('install', args)).toEqual({ status: 0, words: [main(), 'install', ...args] })
    expect(run('uninstall')).toEqual({ status: 0, words: [main(), 'uninstall'] })
  })

  it('refuse an administrator, who would install into another account', () => {
    become(0, 1000)
    expect(run('install').status).toBe(1)
    expect(run('install').words[0]).toMatch(/without sudo/)
    become(0, 0)
    expect(run('install', [], { SUDO_UID: '1000' }).status).toBe(1)
    expect(run('uninstall', [], { SUDO_UID: '1000' }).status).toBe(1)
  })

  it('serve root where that is who sits there, or is meant', () => {
    become(0, 0)
    expect(run('install')).toEqual({ status: 0, words: [main(), 'install'] })
    become(0, 1000)
    expect(run('install', ['--as-root', '--json'])).toEqual({ status: 0, words: [main(), 'install', '--json'] })
    become(1000, 1000)
  })

  it('say what they need where the runtime does not run', () => {
    chmodSync(join(archive, 'runtime/node'), 0o644)
    const { status, words } = run('install')
    chmodSync(join(archive, 'runtime/node'), 0o755)
    expect(status).toBe(1)
    expect(words[0]).toMatch(/Linux on x64 with glibc 2\.28 and libstdc\+\+ \(GLIBCXX_3\.4\.21\) or newer/)
  })
})

describe('the words of an archive', () => {
  it('tell three steps, what is needed, and where things go', () => {
    const text = readFileSync(join(archive, 'README.txt'), 'utf8')
    expect(text).toMatch(/^Firstpass 1\.2\.3 for Linux \(x64\)\n/)
    expect(text.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. '])
    expect(text).toMatch(/needs Linux on x64 with glibc 2\.28/)
    expect(text).toMatch(/^~\/\.local\/lib\/firstpass {7}the program$/m)
    expect(text).not.toMatch(/@[A-Z]+@|undefined/)
    expect(text.split('\n').filter((line) => line.length > 130)).toEqual([])
  })

  it.each([['darwin', 'install.command', 'uninstall.command'], ['win32', 'install.cmd', 'uninstall.cmd']])(
    'and the steps are %s\'s own there', (platform, ...steps) => {
      const to = join(folder, platform)
      writeSteps({ folder: to, platform, arch: 'x64', version: '1.2.3' })
      for (const step of steps) {
        const text = readFileSync(join(to, step), 'utf8')
        expect(text).not.toMatch(/@[A-Z]+@|undefined/)
        expect(text).toMatch(new RegExp(`firstpass\\.js" ${step.startsWith('un') ? 'uninstall' : 'install'} `))
        expect(/[^\r]\n/.test(text)).toBe(platform === 'darwin')
        expect(statSync(join(to, step)).mode & 0o777).toBe(0o755)
      }
      if (platform === 'darwin') expect(spawnSync('sh', ['-n', join(to, 'install.command')]).status).toBe(0)
      expect(readFileSync(join(to, 'README.txt'), 'utf8')).not.toMatch(/@[A-Z]+@|undefined/)
    })

  it('name the newest version of a library that a program asks for, by numbers', () => {
    expect(newestAsked(Buffer.from('GLIBC_2.4\0GLIBC_2.17\0GLIBC_2.3.4\0'), 'GLIBC')).toEqual([2, 17])
    expect(newestAsked(Buffer.from('GLIBC_PRIVATE\0 GLIBC_9.9 in a sentence'), 'GLIBC')).toEqual([])
  })
})
