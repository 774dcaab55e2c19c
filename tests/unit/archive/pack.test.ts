import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { extract, list } from 'tar'
import { readZip } from '../../support/unzip'

const { pack } = jest.requireActual('../../../bin/archive/pack') as { pack(folder: string, file: string): Promise<void> }
const { borrowedParts, refuseBorrowing } = jest.requireActual('../../../bin/archive/runtime') as {
  borrowedParts(variables: object): string[]
  refuseBorrowing(runtime: object): void
}

const folder = mkdtempSync(join(tmpdir(), 'firstpass-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The same files, laid in another order and at another time. */
function lay(place: string, names: readonly string[], at: number): string {
  const to = join(folder, place, 'firstpass-1')
  for (const name of names) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    writeFileSync(join(to, name), `the text of ${name}`)
    chmodSync(join(to, name), name === 'install' ? 0o755 : 0o644)
    utimesSync(join(to, name), at, at)
  }
  return to
}

const names = ['install', 'app/a.js', `app/${'deep/'.repeat(30)}b.js`, 'app/é.js', 'README.txt']

describe('packing', () => {
  it.each(['tar.gz', 'zip'])('makes the same .%s of the same files, whenever and however they were laid', async (kind) => {
    const [first, second] = [join(folder, `1.${kind}.partial`), join(folder, `2.${kind}.partial`)]
    await pack(lay(`1-${kind}`, names, 1e9), first)
    await pack(lay(`2-${kind}`, [...names].reverse(), 1.5e9), second)
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true)
  })

  it('keeps names, however long, texts, and which files are programs, in one folder', async () => {
    const file = join(folder, 'x.tar.gz.partial')
    await pack(lay('x', names, 1e9), file)
    const seen: string[] = []
    await list({ file, onReadEntry: ({ path }) => seen.push(path) })
    expect(seen).toEqual(names.map((name) => `firstpass-1/${name}`).sort())
    const to = join(folder, 'unpacked')
    mkdirSync(to)
    await extract({ file, cwd: to })
    for (const name of names) expect(readFileSync(join(to, 'firstpass-1', name), 'utf8')).toBe(`the text of ${name}`)
    expect(statSync(join(to, 'firstpass-1/install')).mode & 0o777).toBe(0o755)
    expect(statSync(join(to, 'firstpass-1/README.txt')).mode & 0o111).toBe(0)
  })

  it('zips for Windows with the folder, too', async () => {
    const file = join(folder, 'y.zip.partial')
    await pack(lay('y', names, 1e9), file)
    expect(readZip(file).map(({ name }) => name).sort()).toEqual(names.map((name) => `firstpass-1/${name}`).sort())
  })
})

describe('the runtime of an archive', () => {
  it('is refused where it borrows libraries of the system that it was built for', () => {
    expect(borrowedParts({ node_shared: false, node_shared_zlib: 'false', v8_enable_shared_ro_heap: 1 })).toEqual([])
    const borrowing = { node_shared: true, node_shared_openssl: true, node_shared_zlib: 'true', node_shared_libuv: false }
    expect(borrowedParts(borrowing)).toEqual(['node', 'openssl', 'zlib'])
    expect(() => refuseBorrowing({ execPath: '/usr/bin/node', config: { variables: borrowing } }))
      .toThrow(expect.objectContaining({ code: 'RUNTIME_NOT_PORTABLE' }))
  })
})
