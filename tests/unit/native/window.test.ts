import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type * as Native from '../../../native/lib'
import { native } from './support'

/** A fresh copy of the part, as FIRSTPASS_NATIVE makes it. */
function load(implementation: string): typeof Native {
  const before = process.env['FIRSTPASS_NATIVE']
  if (implementation === 'plain') process.env['FIRSTPASS_NATIVE'] = 'off'
  let loaded: typeof Native | undefined
  jest.isolateModules(() => {
    loaded = jest.requireActual<typeof Native>('../../../native/lib')
    // The choice is made by the first use.
    loaded.kernels()
  })
  if (before === undefined) delete process.env['FIRSTPASS_NATIVE']
  else process.env['FIRSTPASS_NATIVE'] = before
  return loaded as typeof Native
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'nothing thrown'
}

let folder: string
let file: string

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'window-'))
  file = path.join(folder, 'a pïcture.bin')
})

afterEach(() => {
  fs.rmSync(folder, { recursive: true })
})

describe.each(native === undefined ? ['plain'] : ['plain', 'mapped'])('windows (%s)', (implementation) => {
  const { openWindow, reserveFile, kernels, MAX_WINDOW_BYTES } = load(implementation)
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7) % 251)

  it('is what it says', () => {
    expect(kernels().kind).toBe(implementation === 'mapped' ? 'native' : 'typescript')
  })

  const stretches = [[0, 20_000], [64, 100], [4096, 4096], [4095, 9001], [19_999, 1]] as const
  it.each(stretches)('shows the bytes from %d, %d of them', (offset, length) => {
    fs.writeFileSync(file, bytes)
    const window = openWindow(file, { offset, length })
    expect(Buffer.from(window.u8()).equals(Buffer.from(bytes.subarray(offset, offset + length)))).toBe(true)
    window.close()
  })

  it('writes into the file, and nothing beside its own stretch', () => {
    fs.writeFileSync(file, bytes)
    const window = openWindow(file, { offset: 5000, length: 10, writable: true })
    window.u16().set([1, 2, 3, 4, 0xfffe])
    window.flush()
    const expected = Buffer.from(bytes)
    expected.set([1, 0, 2, 0, 3, 0, 4, 0, 0xfe, 0xff], 5000)
    expect(fs.readFileSync(file).equals(expected)).toBe(true)
    window.u8()[9] = 7
    window.close()
    expected[5009] = 7
    expect(fs.readFileSync(file).equals(expected)).toBe(true)
  })

  it('leaves the file alone when it was opened for reading', () => {
    fs.writeFileSync(file, bytes)
    const window = openWindow(file, { offset: 0, length: 100 })
    window.u8().fill(1)
    window.close()
    expect(fs.readFileSync(file).equals(Buffer.from(bytes))).toBe(true)
  })

  it('reads files without write permission, with a hole, and while another window is open on them', () => {
    fs.writeFileSync(file, '')
    fs.truncateSync(file, 1 << 20)
    fs.chmodSync(file, 0o444)
    const windows = [0, 4096, 500_000].map((offset) => openWindow(file, { offset, length: 10_000 }))
    for (const window of windows) expect(window.f32().every((value) => value === 0)).toBe(true)
    for (const window of windows) window.close()
  })

  it('gives samples of every size, at places of the file that fit them only', () => {
    fs.writeFileSync(file, Buffer.from(Float32Array.of(0, 1.5, -2, 1e9).buffer))
    const window = openWindow(file, { offset: 4, length: 12 })
    expect([...window.f32()]).toEqual([1.5, -2, 1e9])
    expect([...window.f32(4, 1)]).toEqual([-2])
    expect(window.u16(2, 3)).toHaveLength(3)
    for (const wrong of [2, 13, -4, 0.5]) expect(codeOf(() => window.f32(wrong, 0))).toBe('WINDOW_MISUSED')
    expect(codeOf(() => window.u16(1))).toBe('WINDOW_MISUSED')
    expect(codeOf(() => window.f32(0, 4))).toBe('WINDOW_MISUSED')
    window.close()
    const odd = openWindow(file, { offset: 1, length: 12 })
    expect(codeOf(() => odd.u16())).toBe('WINDOW_MISUSED')
    expect(codeOf(() => odd.u16(1, 1))).toBe('WINDOW_MISUSED')
    odd.close()
  })

  it('is shut after close: no new views, and the old ones are empty', () => {
    fs.writeFileSync(file, bytes)
    const window = openWindow(file, { offset: 0, length: 64 })
    const view = window.u8()
    window.close()
    window.close()
    expect(view).toHaveLength(0)
    for (const late of [() => window.u8(), () => window.flush(), () => window.hold()]) expect(codeOf(late)).toBe('WINDOW_MISUSED')
  })

  it('stays open while a call holds it', () => {
    fs.writeFileSync(file, bytes)
    const window = openWindow(file, { offset: 0, length: 64, writable: true })
    const releases = [window.hold(), window.hold()]
    for (const release of releases) {
      expect(codeOf(() => window.close())).toBe('WINDOW_MISUSED')
      release()
      release()
    }
    expect(window.u8()[1]).toBe(7)
    window.close()
    expect(codeOf(() => window.u8())).toBe('WINDOW_MISUSED')
  })

  it('refuses what is not there, too short, too long or not a file', () => {
    fs.writeFileSync(file, bytes)
    expect(codeOf(() => openWindow(`${file}.gone`, { offset: 0, length: 1 }))).toBe('FILE_MISSING')
    expect(codeOf(() => openWindow(file, { offset: 19_999, length: 2 }))).toBe('FILE_UNREADABLE')
    expect(() => openWindow(file, { offset: 0, length: 20_001 })).toThrow(/it is 20000 bytes long, 20001 were expected/)
    expect(codeOf(() => openWindow(file, { offset: 19_999, length: 2, writable: true }))).toBe('FILE_UNREADABLE')
    expect(codeOf(() => openWindow(folder, { offset: 0, length: 1, writable: true }))).toBe('OUTPUT_UNWRITABLE')
    for (const length of [0, -1, 1.5, NaN, MAX_WINDOW_BYTES + 1]) {
      expect(codeOf(() => openWindow(file, { offset: 0, length }))).toBe('WINDOW_MISUSED')
    }
    expect(codeOf(() => openWindow(file, { offset: -1, length: 1 }))).toBe('WINDOW_MISUSED')
  })

  it('reserves files: new, grown with their bytes kept, cut', () => {
    reserveFile(file, 70_000)
    expect(fs.statSync(file).size).toBe(70_000)
    expect(fs.readFileSync(file).every((value) => value === 0)).toBe(true)
    fs.writeFileSync(file, bytes)
    reserveFile(file, 30_000)
    expect(fs.readFileSync(file).subarray(0, 20_000).equals(Buffer.from(bytes))).toBe(true)
    reserveFile(file, 10)
    expect([...fs.readFileSync(file)]).toEqual([...bytes.subarray(0, 10)])
    if (implementation === 'mapped') expect(fs.statSync(file).blocks).toBeGreaterThan(0)
  })

  it('says DISK_FULL for more than there is, and leaves no file behind', () => {
    const { bavail, bsize } = fs.statfsSync(folder)
    expect(codeOf(() => reserveFile(file, (bavail + 1e9) * bsize))).toBe('DISK_FULL')
    expect(fs.existsSync(file)).toBe(false)
    fs.writeFileSync(file, bytes)
    expect(codeOf(() => reserveFile(file, (bavail + 1e9) * bsize))).toBe('DISK_FULL')
    expect(fs.readFileSync(file).equals(Buffer.from(bytes))).toBe(true)
    expect(codeOf(() => reserveFile(path.join(folder, 'no/such'), 10))).toBe('OUTPUT_UNWRITABLE')
  })
})

/** Needs to mount a file system of 1 MB, in a namespace of its own that goes with the process. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', os.tmpdir()]).status === 0
const required = process.env['FIRSTPASS_REQUIRE_ALL'] === '1'
const itOnSmallDisk = canMount || (required && process.platform === 'linux') ? it : it.skip

/** Runs in its own process, since the point is that it survives. */
const onSmallDisk = `
const fs = require('node:fs')
const { openWindow, reserveFile, kernels } = require(process.argv[1])
const file = process.argv[2] + '/sparse.bin'
const said = [kernels().kind]
const attempt = (run) => {
  try {
    run()
    said.push('done')
  } catch (error) {
    said.push(error.code + ' ' + error.cause?.code)
  }
}
const fill = (options) => {
  const window = openWindow(file, options)
  window.u8().fill(1)
  window.close()
}
attempt(() => reserveFile(process.argv[2] + '/large.bin', 2 ** 21))
fs.writeFileSync(file, '')
fs.truncateSync(file, 2 ** 24)
attempt(() => fill({ offset: 64, length: 2 ** 23, writable: true }))
attempt(() => fill({ offset: 64, length: 2 ** 23 }))
console.log(said.join(', '))
`

itOnSmallDisk.each([['typescript', 'off'], ...(native === undefined ? [] : [['native', '']])])(
  'on a full disk the process lives and says DISK_FULL (%s)', (kind, choice) => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'window-'))
    const part = path.join(__dirname, '../../../build/native/lib/index.js')
    const script = 'mount -t tmpfs -o size=1m tmpfs "$2" && exec "$0" -e "$3" "$1" "$2"'
    const done = spawnSync('unshare', ['-rm', 'sh', '-c', script, process.execPath, part, folder, onSmallDisk], {
      encoding: 'utf8', env: { ...process.env, FIRSTPASS_NATIVE: choice },
    })
    expect(done.stdout.trim()).toBe(`${kind}, DISK_FULL ENOSPC, DISK_FULL ENOSPC, done`)
  })
