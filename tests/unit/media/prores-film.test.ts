import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { encodeCommand } from '#helper/media/encode-command'
import { describeWriteFailure } from '#helper/media/film-writer'
import { MediaProcess } from '#helper/media/media-process'
import { proresFilm } from '#helper/media/prores-film'
import { makeRings } from '#helper/media/ring'
import { kernels, type Raster } from '#native'
import { itWithProgram } from '../../support/available'
import { encodeFrames } from '../../support/encode-frames'
import { ffmpeg, probed } from '../../support/read-numbers'
import { headerOf, jobFolder, paint } from '../../support/run-task'

const folder = jobFolder()
const built = resolve(__dirname, '../../../build/shared/helper/media/media-main.js')
const [width, height] = [150, 70]
const header = headerOf(width, height, { channels: 'rgb-alpha' })
const rate = { num: 30_000, den: 1001 }
const colour = { range: 'limited', primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020nc' } as const
const info = { colour, hasAlpha: false, pixelAspect: { num: 16, den: 15 } }
const film = proresFilm({ header, rate, info })

const data = paint(header, (x, y, channel) =>
  (channel === 3 ? Math.min(1, x / 90) : 0.5 + 0.4 * Math.sin(x / 3 + y / (4 + channel)) * Math.cos((x * y) / 900)))
const picture: Raster = { data, width, height, channels: 4, top: 0, fullHeight: height }

const write = (file: string, frames: number): Promise<void> => encodeFrames(
  // It is not asked for anything.
  { ffmpeg: '' }, { header, rate, encoding: 'prores-4444', info: info as never, file },
  Buffer.concat(Array.from({ length: frames }, () => Buffer.from(data.buffer))),
)

/** Planes of 10 bits, as a decoder gives them. */
const planesOf = (file: string): Buffer =>
  ffmpeg('-i', file, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'yuva444p10le', 'pipe:1')

describe('a film of ProRes 4444 that the helper makes itself', () => {
  itWithProgram('ffmpeg')('is read as one of ffmpeg\'s own encoder, to one step of ten bits', async () => {
    const [own, raw, other] = ['own.mov', 'planes.raw', 'other.mov'].map((name) => join(folder, name)) as [string, string, string]
    await write(own, 1)
    writeFileSync(raw, Buffer.concat(film.form.mixes.map((mix) => {
      const plane = new Uint16Array(width * height)
      kernels().mixChannels(picture, plane, mix)
      return Buffer.from(plane.buffer)
    })))
    const planes = ['-f', 'rawvideo', '-pix_fmt', 'yuva444p10le', '-s', `${width}x${height}`, '-i', raw]
    ffmpeg(...planes, '-c:v', 'prores_ks', '-profile:v', '4', '-alpha_bits', '8', '-qscale:v', String(film.form.scale), other)
    const [found, wanted] = [planesOf(own), planesOf(other)]
    expect(found.length).toBe(width * height * 8)
    let most = 0
    for (let at = 0; at < found.length; at += 2) most = Math.max(most, Math.abs(found.readUInt16LE(at) - wanted.readUInt16LE(at)))
    expect(most).toBeLessThanOrEqual(1)
  })

  itWithProgram('ffmpeg')('is what ffmpeg makes where there are no native kernels, with the same alpha', async () => {
    const [own, other] = ['by-us.mov', 'by-ffmpeg.mov'].map((name) => join(folder, name)) as [string, string]
    await write(own, 1)
    const command = encodeCommand({ header, rate, encoding: 'prores-4444', info: info as never, file: other })
    execFileSync('ffmpeg', command, { input: Buffer.from(data.buffer), stdio: ['pipe', 'pipe', 'pipe'] })
    const [found, wanted] = [planesOf(own), planesOf(other)]
    const alphaAt = width * height * 6
    expect(found.subarray(alphaAt).equals(wanted.subarray(alphaAt))).toBe(true)
    let sum = 0
    for (let at = 0; at < alphaAt; at += 2) sum += Math.abs(found.readUInt16LE(at) - wanted.readUInt16LE(at))
    // Both quantise coarsely what differs in the last bit: one step of a coefficient more or less, here and there.
    expect(sum / (alphaAt / 2)).toBeLessThan(1)
  })

  itWithProgram('ffmpeg', 'ffprobe')('says how long, how large, of which colours and of which pixel shape it is', async () => {
    const file = join(folder, 'facts.mov')
    await write(file, 5)
    expect((await probed(file)).info).toMatchObject({
      container: 'mov', codec: 'prores', width, height, frames: 5, rate, isVariableRate: false, hasAlpha: true,
      scan: 'progressive', colour, pixelAspect: { num: 16, den: 15 },
    })
  })

  it('that can\'t be written is told of, not waited for', async () => {
    const media = new MediaProcess({ ffmpeg: '/nowhere', program: built })
    try {
      const { target } = makeRings({ folder, source: header, target: header, before: 0, after: 0 })
      media.openTarget(target)
      media.openChunk({ index: 0, frames: 2, path: 'out.mov', coding: { film }, file: join(folder, 'none', 'chunk.mov') })
      media.madeBelow(2)
      await expect(media.wholeChunk(0)).rejects.toMatchObject({
        code: 'MEDIA_UNWRITABLE', data: { path: 'out.mov', reason: 'ENOENT' },
      })
    } finally {
      await media.end()
    }
  })

  it('on a full disk is no fault of the film\'s', () => {
    for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG']) {
      expect(describeWriteFailure(Object.assign(new Error('x'), { code }), 'out.mov'))
        .toMatchObject({ code: 'DISK_FULL', data: { path: 'out.mov' } })
    }
    expect(describeWriteFailure(new Error('odd'), 'out.mov')).toMatchObject({ code: 'MEDIA_UNWRITABLE', data: { reason: 'odd' } })
  })
})
