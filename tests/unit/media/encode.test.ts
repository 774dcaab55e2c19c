import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { encodeCommand, filterCommand, numberedName } from '#helper/media/encode-command'
import { itWithProgram } from '../../support/available'
import { encodeFrames } from '../../support/encode-frames'
import { makeNumberedClip } from '../../support/numbered-clip'
import { decodeFrames, ffmpeg, probed, readNumbers } from '../../support/read-numbers'
import { headerOf, jobFolder, paint, seededNumbers } from '../../support/run-task'

const folder = jobFolder()
const it = itWithProgram('ffmpeg', 'ffprobe')
const rate = { num: 25, den: 1 }

const numbered = (name: string, more: readonly string[] = []): string => {
  const file = join(folder, name)
  makeNumberedClip({ file, frames: 70, encoder: ['-c:v', 'libx264', '-bf', '2', '-g', '30', '-qp', '12', ...more] })
  return file
}

describe('a chunk of raw frames', () => {
  it('as numbered pictures begins at its number and keeps every bit, whatever the folder is called', async () => {
    const { info, programs } = await probed(numbered('a.mov'))
    const random = seededNumbers(3)
    for (const [channels, format] of [['rgb', 'rgb48le'], ['rgb-alpha', 'rgba64le'], ['gray', 'gray16le']] as const) {
      const header = headerOf(20, 10, { channels, sample: 'u16' })
      const length = 3 * 200 * { rgb: 3, 'rgb-alpha': 4, gray: 1 }[channels]
      const raw = Buffer.from(Uint16Array.from({ length }, () => random() * 65_536).buffer)
      const place = join(folder, `100% ${channels} %d`)
      mkdirSync(place)
      const command = encodeCommand({ header, rate, encoding: 'png', info, file: place, firstNumber: 48 })
      execFileSync(programs.ffmpeg, command, { input: raw, stdio: ['pipe', 'pipe', 'pipe'] })
      expect(readdirSync(place).sort()).toEqual([48, 49, 50].map(numberedName))
      const read = [48, 49, 50].map((frame) =>
        ffmpeg('-f', 'png_pipe', '-i', join(place, numberedName(frame)), '-f', 'rawvideo', '-pix_fmt', format, 'pipe:1'))
      expect(Buffer.concat(read).equals(raw)).toBe(true)
    }
  })

  it('as pictures of a matte has no gamma, by which a compositor might change it', async () => {
    const tags = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709']
    const { info, programs } = await probed(numbered('tagged.mov', tags))
    expect(info.colour.transfer).toBe('bt709')
    const header = headerOf(20, 10, { channels: 'gray' })
    const place = join(folder, 'matte')
    mkdirSync(place)
    const command = encodeCommand({ header, rate, encoding: 'png', info, file: place })
    execFileSync(programs.ffmpeg, command, { input: Buffer.alloc(200, 7), stdio: ['pipe', 'pipe', 'pipe'] })
    const picture = readFileSync(join(place, numberedName(0)))
    expect([picture.includes('IDAT'), picture.includes('gAMA'), picture.includes('cHRM')]).toEqual([true, false, false])
  })

  it('may have odd sides, from any source and in any encoding, with the pixels\' shape exact', async () => {
    const source = join(folder, 'odd.mkv')
    const odd = 'testsrc2=s=64x48:r=25:d=0.08,scale=61:47,setsar=sar=1552/1449:max=10000,format=yuv420p'
    ffmpeg('-f', 'lavfi', '-i', odd, '-c:v', 'ffv1', source)
    const { info, programs, path } = await probed(source)
    const header = headerOf(61, 47)
    const frames = decodeFrames({ info, programs, path }, { first: 0, frames: 2 }, header)
    for (const encoding of ['prores-4444', 'prores-422-hq', 'ffv1', 'h264'] as const) {
      const file = join(folder, `odd-${encoding}.mov`)
      await encodeFrames(programs, { header, rate, encoding, info, file }, Buffer.concat(frames))
      const made = await probed(file)
      expect(made.info).toMatchObject({ width: 61, height: 47, frames: 2, pixelAspect: { num: 1552, den: 1449 } })
      const [first] = decodeFrames(made, { first: 0, frames: 1 }, header)
      const middle = (23 * 61 + 30) * 3
      expect(Math.abs(first![middle]! - frames[0]![middle]!)).toBeLessThan(12)
    }
  })

  it('is as fine where the source has alpha of its own as where it has none', async () => {
    const { info, programs } = await probed(numbered('e.mov'))
    const header = headerOf(96, 64, { channels: 'rgb-alpha', sample: 'u16' })
    const raw = paint(header, (x, y, channel) =>
      (channel === 3 ? x / 95 : 0.5 + 0.4 * Math.sin(x / 40 + channel) * Math.cos(y / 50)))
    const file = join(folder, 'own-alpha.mov')
    const made = { header, rate, encoding: 'prores-4444', info: { ...info, hasAlpha: true }, file } as const
    await encodeFrames(programs, made, Buffer.from(raw.buffer))
    const [first] = decodeFrames(await probed(file), { first: 0, frames: 1 }, header)
    let sum = 0
    for (const [at, value] of raw.entries()) sum += Math.abs(first!.readUInt16LE(2 * at) - value)
    expect(sum / raw.length).toBeLessThan(65_535 / 1023)
  })

  it('is small for a subject on black, with its alpha as it was', async () => {
    const { info, programs } = await probed(numbered('b.mov'))
    const [width, height, frames] = [480, 270, 4]
    const header = headerOf(width, height, { channels: 'rgb-alpha', sample: 'u16' })
    const random = seededNumbers(11)
    const raw = new Uint16Array(width * height * 4 * frames)
    for (let at = 0; at < raw.length / 4; at++) {
      const [x, y] = [at % width, Math.floor(at / width) % height]
      // An ellipse of a quarter of the picture, its edge three pixels soft, with shading and a camera's noise.
      const distance = Math.hypot((x - 240) / 82, (y - 140) / 120)
      const alpha = Math.min(1, Math.max(0, (1 - distance) * 30 + 0.5))
      const shade = alpha === 0 ? 0 : 0.45 + 0.2 * Math.sin(x / 9) * Math.cos(y / 13) + (random() - 0.5) * 0.012
      for (let channel = 0; channel < 3; channel++) raw[at * 4 + channel] = Math.round(shade * (1 - channel * 0.15) * 65_535)
      raw[at * 4 + 3] = Math.round(alpha * 65_535)
    }
    const file = join(folder, 'matte.mov')
    await encodeFrames(programs, { header, rate, encoding: 'prores-4444', info, file }, Buffer.from(raw.buffer))
    const gigabytesAMinute = (statSync(file).size / frames) * (1920 * 1080 / (width * height)) * 25 * 60 / 1e9
    // Small pictures hold more detail a pixel: it is two thirds of this at full size.
    expect(gigabytesAMinute).toBeLessThan(0.57)
    const [first] = decodeFrames(await probed(file), { first: 0, frames: 1 }, header)
    let most = 0
    let squares = 0
    let inside = 0
    for (let at = 0; at < width * height; at++) {
      most = Math.max(most, Math.abs(first!.readUInt16LE(at * 8 + 6) - raw[at * 4 + 3]!))
      if (raw[at * 4 + 3]! < 65_535) continue
      inside += 1
      for (let channel = 0; channel < 3; channel++) {
        squares += (first!.readUInt16LE(at * 8 + channel * 2) - raw[at * 4 + channel]!) ** 2
      }
    }
    expect(most).toBeLessThanOrEqual(0.75 * 65_535 / 1023)
    expect(-10 * Math.log10(squares / (inside * 3 * 65_535 ** 2))).toBeGreaterThan(42)
  })
})

describe('a chunk that a filter of ffmpeg\'s makes', () => {
  it('has exactly the frames asked for, with others before them for the filter to see', async () => {
    const { info, programs, path } = await probed(numbered('c.mov'))
    const file = join(folder, 'filtered.mov')
    const made = { path, info, header: headerOf(160, 96), rate, encoding: 'prores-422-hq', file } as const
    execFileSync(programs.ffmpeg, filterCommand({ ...made, first: 41, frames: 20, filter: 'hqdn3d', skip: 7, count: 12 }))
    const clip = await probed(file)
    expect(clip.info.frames).toBe(12)
    expect(readNumbers(clip, 0, 12)).toEqual(Array.from({ length: 12 }, (_, at) => 48 + at))
  })

  it('may be of another size and rate', async () => {
    const { info, programs, path } = await probed(numbered('d.mov'))
    const file = join(folder, 'twice.mov')
    const twice = { num: 50, den: 1 }
    const made = { path, info, header: headerOf(320, 192), rate: twice, encoding: 'ffv1', file } as const
    const filter = 'fps=50,scale=320:192'
    execFileSync(programs.ffmpeg, filterCommand({ ...made, first: 10, frames: 10, filter, skip: 4, count: 10 }))
    const clip = await probed(file)
    expect(clip.info).toMatchObject({ width: 320, height: 192, frames: 10, rate: twice })
    expect(readNumbers(clip, 0, 10)).toEqual([12, 12, 13, 13, 14, 14, 15, 15, 16, 16])
  })

  it('that changes nothing changes no sample of ten bits by more than one', async () => {
    const source = join(folder, 'ten.mov')
    const ten = 'testsrc2=s=160x96:r=25:d=0.4,format=yuv422p10le'
    ffmpeg('-f', 'lavfi', '-i', ten, '-c:v', 'prores_ks', '-profile:v', '3', source)
    const { info, programs, path } = await probed(source)
    expect(info.depth).toBe(10)
    const file = join(folder, 'same.mov')
    const made = { path, info, header: headerOf(160, 96, { sample: 'u16' }), rate, encoding: 'ffv1', file } as const
    execFileSync(programs.ffmpeg, filterCommand({ ...made, first: 0, frames: 10, filter: 'null', skip: 0, count: 10 }))
    const clip = await probed(file)
    const before = decodeFrames({ programs, path, info }, { first: 4, frames: 1 }, made.header)[0]!
    const after = decodeFrames(clip, { first: 4, frames: 1 }, made.header)[0]!
    let most = 0
    for (let at = 0; at < before.length; at += 2) {
      most = Math.max(most, Math.abs(before.readUInt16LE(at) - after.readUInt16LE(at)))
    }
    expect(most).toBeLessThanOrEqual(65_535 / 1023)
  })
})
