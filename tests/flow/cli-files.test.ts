import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { FileReport } from '#standalone/cli/run-file'
import { Bench } from '../support/run-firstpass'

const bench = new Bench()
afterAll(() => bench.clear())

const at = (name: string): string => join(bench.folder, name)
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/** A ramp with a deterministic disturbance; no two rows alike. */
function pixels(width: number, height: number): Buffer {
  return Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + ((i * 2654435761) >>> 27)) & 255))
}

async function writePng(name: string, width = 96, height = 64): Promise<string> {
  const file = at(name)
  await sharp(pixels(width, height), { raw: { width, height, channels: 3 } }).png().toFile(file)
  return file
}

const decode = (file: string): Promise<Buffer> => sharp(file).raw().toBuffer()
const reportsOf = (out: string): FileReport[] => out.trim().split('\n').map((line) => JSON.parse(line) as FileReport)

describe('a picture from the command line and back', () => {
  it('becomes a layered document beside the source, described by --json, and replays to the same bytes', async () => {
    await writePng('photo.png')
    const first = await bench.run('denoise', 'photo.png', '--method', 'traditional', '--sigma', '8', '--json')
    expect(first).toMatchObject({ status: 0, err: '' })
    const [report] = reportsOf(first.out)
    expect(report).toMatchObject({
      input: at('photo.png'), output: at('photo-denoised.psd'), task: 'denoise', method: 'traditional', checkList: [],
      job: { firstpassJob: 1, task: 'denoise', options: { sigma: 8 } },
    })
    expect(report?.outputSha256).toBe(sha256(at('photo-denoised.psd')))
    expect(report?.timings.wallMs).toBeGreaterThan(report?.timings.totalMs ?? Infinity)

    writeFileSync(at('job.json'), first.out)
    const again = await bench.run('replay', 'job.json', '-o', 'again.psd', '--json')
    expect(again.status).toBe(0)
    expect(sha256(at('again.psd'))).toBe(report?.outputSha256)
  })

  it('comes back bit-exact from the null tests', async () => {
    const source = await writePng('null.png')
    expect((await bench.run('denoise', source, '--strength', '0', '--method', 'traditional', '-o', 'same.png')).status).toBe(0)
    expect((await bench.run('upscale', source, '--scale', '1', '--method', 'traditional', '-o', 'one.tif')).status).toBe(0)
    const truth = await decode(source)
    expect((await decode(at('same.png'))).equals(truth)).toBe(true)
    expect((await decode(at('one.tif'))).equals(truth)).toBe(true)
  })

  it('keeps what denoise removed as a hidden layer that adds it back', async () => {
    const source = await writePng('grain.png')
    const words = ['denoise', source, '--method', 'traditional', '--sigma', '9', '--removed', '-o', 'grain.psd']
    expect(await bench.run(...words)).toMatchObject({ status: 0, err: '' })
    const psd = readFileSync(at('grain.psd'), 'latin1')
    expect(psd.match(/8BIM(norm|lLit)/g)).toEqual(['8BIMnorm', '8BIMnorm', '8BIMlLit'])
    expect(psd).toContain('8BIMiOpa\0\0\0\x04\x80')
  })

  it('starts from a mask of the user: an all-white one covers all', async () => {
    const source = await writePng('own.png')
    const white = { create: { width: 96, height: 64, channels: 3, background: '#fff' } } as const
    await sharp(white).toColourspace('b-w').png().toFile(at('white.png'))
    const ended = await bench.run('mask', source, '--mask', 'white.png', '-o', 'matte.png')
    expect(ended).toMatchObject({ status: 0, err: '', out: expect.stringContaining('mask from the mask given') as string })
    const matte = await sharp(at('matte.png')).toColourspace('b-w').raw().toBuffer()
    expect(matte.every((value) => value === 255)).toBe(true)
  })

  it('runs a folder with one setting into another; what fails is named, the others still run', async () => {
    mkdirSync(at('Ein Ordner ü'))
    await writePng('Ein Ordner ü/erstes Bild.png')
    await writePng('Ein Ordner ü/zweites.png', 31, 17)
    writeFileSync(at('Ein Ordner ü/kaputt.jpg'), readFileSync(at('Ein Ordner ü/erstes Bild.png')).subarray(0, 200))
    writeFileSync(at('Ein Ordner ü/leer.png'), '')
    const ended = await bench.run('upscale', 'Ein Ordner ü', '--scale', '2', '--method', 'traditional', '-o', 'ergebnis/')
    expect(ended.status).toBe(1)
    expect(ended.err).toMatch(/^FILE_EMPTY: .*leer\.png is empty/m)
    expect(ended.err).toMatch(/^FILE_(UNREADABLE|UNSUPPORTED): .*kaputt\.jpg/m)
    expect(ended.err).not.toMatch(/\n\s+at /)
    expect(readdirSync(at('ergebnis')).sort()).toEqual(['erstes Bild-upscaled-2x.psd', 'zweites-upscaled-2x.psd'])
    expect(ended.out.trim().split('\n')).toHaveLength(2)
  })

  it('replaces nothing unless told to', async () => {
    await writePng('keep.png')
    writeFileSync(at('keep-denoised.psd'), 'mine')
    const refused = await bench.run('denoise', 'keep.png', '--strength', '0')
    expect(refused).toMatchObject({ status: 1, out: '' })
    expect(refused.err.split('\n')).toEqual([
      'OUTPUT_EXISTS: keep-denoised.psd exists already. (keep.png)', '  Use --force to replace it, or -o for another name.', '',
    ])
    expect(readFileSync(at('keep-denoised.psd'), 'utf8')).toBe('mine')
    expect((await bench.run('denoise', 'keep.png', '--strength', '0', '--method', 'traditional', '--force')).status).toBe(0)
    expect(readFileSync(at('keep-denoised.psd')).subarray(0, 4).toString()).toBe('8BPS')
  })

  it('takes settings from a preset of the data folder', async () => {
    await writePng('p.png')
    mkdirSync(join(bench.home, 'presets'), { recursive: true })
    const preset = { firstpassPreset: 1, name: 'Double', task: 'upscale', options: { scale: 2, method: 'traditional' } }
    writeFileSync(join(bench.home, 'presets', 'double.json'), JSON.stringify(preset))
    const ended = await bench.run('upscale', 'p.png', '--preset', 'double', '-o', 'p2.png')
    expect(ended).toMatchObject({ status: 0 })
    expect(await sharp(at('p2.png')).metadata()).toMatchObject({ width: 192, height: 128 })
  })

  it('leaves no scratch behind', () => {
    expect(existsSync(join(bench.home, 'jobs')) ? readdirSync(join(bench.home, 'jobs')) : []).toEqual([])
  })
})
