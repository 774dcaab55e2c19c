import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kindOf } from '#helper/media/encodings'
import { chunkList, joinCommand } from '#helper/media/join-command'
import { type Encoding, formatTimecode, type FrameRange } from '#protocol'
import { itWithProgram } from '../../support/available'
import { makeNumberedClip } from '../../support/numbered-clip'
import { encodeFrames } from '../../support/encode-frames'
import { decodeFrames, ffmpeg, numberIn, probed, type ProbedClip } from '../../support/read-numbers'
import { headerOf, jobFolder } from '../../support/run-task'

const folder = jobFolder()
const it = itWithProgram('ffmpeg', 'ffprobe')
const FRAMES = 60
const CHUNK = 16
const tags = 'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,setsar=4/3'

interface Source {
  name: string
  rate: string
  start?: string
  sound?: string[]
  /** Seconds that the file's clock begins at. */
  late?: number
}

async function makeSource({ name, rate, start, sound = ['-c:a', 'aac'], late = 0 }: Source): Promise<ProbedClip> {
  const plain = join(folder, 'plain.mkv')
  makeNumberedClip({ file: plain, frames: FRAMES, rate, encoder: ['-c:v', 'ffv1'] })
  const file = join(folder, name)
  ffmpeg(
    '-i', plain, '-f', 'lavfi', '-i', 'sine=f=440:d=3', '-map', '0:v', '-map', '1:a', '-shortest', '-vf', tags, '-c:v', 'libx264',
    '-bf', '2', ...sound, ...(start === undefined ? [] : ['-timecode', start]), '-output_ts_offset', String(late), '-y', file,
  )
  return await probed(file)
}

/** Decodes, encodes in chunks and joins, as a job does. */
async function remake(source: ProbedClip, encoding: Exclude<Encoding, 'png'>, range: FrameRange): Promise<ProbedClip> {
  const { info, path, programs } = source
  const place = mkdtempSync(join(folder, 'made #1 ?it\'s\n%d-'))
  const header = headerOf(info.width, info.height)
  const frames = decodeFrames(source, { first: range.in, frames: range.out - range.in }, header)
  const chunks: { name: string; frames: number }[] = []
  for (let index = 0; index * CHUNK < frames.length; index++) {
    const own = frames.slice(index * CHUNK, (index + 1) * CHUNK)
    const name = `chunk-${index}.mov`
    await encodeFrames(programs, { header, rate: info.rate, encoding, info, file: join(place, name) }, Buffer.concat(own))
    chunks.push({ name, frames: own.length })
  }
  const list = join(place, 'chunks.txt')
  writeFileSync(list, chunkList(chunks, info.rate))
  const output = join(place, `result.${kindOf(encoding).extension}`)
  execFileSync(programs.ffmpeg, joinCommand({
    list, source: path, info, range, rate: info.rate, frames: frames.length, encoding, keepsAudio: true, output,
  }), { cwd: place, stdio: ['ignore', 'pipe', 'pipe'] })
  return await probed(output)
}

/** The hashes of the sound's packets, and when the first one is heard, in seconds after the first frame. */
function soundOf({ path, info }: ProbedClip): { packets: string[]; startS: number } {
  const lines = ffmpeg('-copyts', '-i', path, '-map', '0:a', '-c', 'copy', '-f', 'framemd5', '-').toString().split('\n')
  const packets = lines.filter((line) => /^0,/.test(line)).map((line) => line.split(',').map((each) => each.trim()))
  const [first] = packets
  const base = Number(/^#tb 0: 1\/(\d+)/m.exec(lines.join('\n'))?.[1] ?? 1)
  return { packets: packets.map((packet) => packet[5] ?? ''), startS: Number(first?.[2] ?? 0) / base - info.source.firstUs / 1e6 }
}

const numbersOf = (clip: ProbedClip): number[] => {
  const header = headerOf(clip.info.width, clip.info.height)
  return decodeFrames(clip, { first: 0, frames: clip.info.frames }, header).map((frame) => numberIn(frame, header))
}
const count = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)
const whole = { in: 0, out: FRAMES }

describe('the joined result', () => {
  it('has the frames, rate, start, tags and pixel shape of its source, and its sound bit by bit', async () => {
    const source = await makeSource({ name: 'a.mov', rate: '30000/1001', start: '00:59:59;20' })
    expect(source.info).toMatchObject({ frames: FRAMES, pixelAspect: { num: 4, den: 3 }, audio: [{ codec: 'aac' }] })
    for (const encoding of ['prores-4444', 'prores-422-hq', 'ffv1', 'h264'] as const) {
      const { info, ...made } = await remake(source, encoding, whole)
      const { rate, start, pixelAspect } = source.info
      const wanted = { frames: FRAMES, rate, start, pixelAspect, isVariableRate: false }
      expect({ encoding, ...info }).toMatchObject({ encoding, ...wanted, audio: source.info.audio })
      const matrix = encoding === 'ffv1' ? 'gbr' : 'bt709'
      expect(info.colour).toMatchObject({ primaries: 'bt709', transfer: 'bt709', matrix })
      expect(numbersOf({ info, ...made })).toEqual(count(0, FRAMES))
      const [sound, original] = [soundOf({ info, ...made }), soundOf(source)]
      expect(sound.packets).toEqual(original.packets)
      expect(Math.abs(sound.startS - original.startS)).toBeLessThan(0.0015)
    }
  }, 120_000)

  it('writes the tags into the movie itself', async () => {
    const source = await makeSource({ name: 'b.mov', rate: '25' })
    const { path } = await remake(source, 'prores-4444', { in: 0, out: 20 })
    const file = readFileSync(path)
    const at = file.indexOf('colrnclc')
    expect([0, 1, 2].map((index) => file.readUInt16BE(at + 8 + index * 2))).toEqual([1, 1, 1])
    expect(file.includes('pasp')).toBe(true)
  })

  it.each([
    ['smpte170m', 'smpte170m', 'smpte170m'], ['smpte432', 'iec61966-2-1', 'bt709'], ['bt470bg', 'bt470bg', 'bt470bg'],
    ['bt470m', 'bt470m', 'fcc'],
  ])('has rarer tags of its source as well, two of which ffmpeg calls by another name: %s, %s, %s', async (...names) => {
    const [primaries, transfer, matrix] = names
    const file = join(folder, 'tagged.mov')
    const filter = `setparams=range=tv:color_primaries=${primaries}:color_trc=${transfer}:colorspace=${matrix}`
    ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=0.2', '-vf', filter, '-c:v', 'libx264', '-y', file)
    const source = await probed(file)
    expect(source.info.colour).toMatchObject({ primaries, transfer, matrix })
    for (const encoding of ['prores-4444', 'prores-422-hq', 'h264'] as const) {
      const { info } = await remake(source, encoding, { in: 0, out: 5 })
      expect({ encoding, ...info.colour }).toMatchObject({ encoding, primaries, transfer, matrix })
    }
  }, 60_000)

  it('begins its timecode and its sound with a part of the clip, late clocks and all', async () => {
    for (const name of ['c.mov', 'c.mkv'] as const) {
      const start = name === 'c.mov' ? { start: '10:00:00:00' } : {}
      const source = await makeSource({ name, rate: '25', late: 3.3, sound: ['-c:a', 'pcm_s16le'], ...start })
      const clip = await remake(source, 'prores-422-hq', { in: 21, out: 50 })
      expect(numbersOf(clip)).toEqual(count(21, 50))
      if (source.info.start) expect(formatTimecode(clip.info.start!, clip.info.rate)).toBe('10:00:00:21')
      const [sound, original] = [soundOf(clip), soundOf(source)]
      const isRunFrom = (from: number): boolean =>
        sound.packets.every((packet, index) => packet === original.packets[from + index])
      const at = original.packets.findIndex((_, from) => isRunFrom(from))
      expect(at).toBeGreaterThan(0)
      expect(sound.startS).toBeGreaterThanOrEqual(-0.001)
      expect(sound.startS).toBeLessThan(0.06)
    }
  }, 60_000)

  it('keeps sound that mov holds not by decoding it, and in mkv as it is', async () => {
    const source = await makeSource({ name: 'd.mkv', rate: '25', sound: ['-c:a', 'libopus'] })
    expect((await remake(source, 'h264', whole)).info.audio).toMatchObject([{ codec: 'pcm_s24le', sampleRate: 48_000 }])
    const clip = await remake(source, 'ffv1', whole)
    expect(clip.info.audio).toMatchObject([{ codec: 'opus' }])
    expect(soundOf(clip).packets).toEqual(soundOf(source).packets)
  }, 60_000)

  const withMelt = itWithProgram('ffmpeg', 'ffprobe', 'melt')
  withMelt('plays in melt, frame by frame', async () => {
    const source = await makeSource({ name: 'e.mov', rate: '25', start: '01:00:00:00' })
    const clip = await remake(source, 'prores-4444', { in: 5, out: 45 })
    const rendered = join(folder, 'melt.mkv')
    execFileSync('melt', [
      clip.path, '-silent', '-consumer', `avformat:${rendered}`, 'vcodec=ffv1', 'an=1', 'frame_rate_num=25', 'frame_rate_den=1',
      'width=160', 'height=96', 'progressive=1', 'sample_aspect_num=4', 'sample_aspect_den=3', 'real_time=-1',
    ], { stdio: 'ignore', env: { ...process.env, SDL_AUDIODRIVER: 'dummy', DISPLAY: '' } })
    expect(numbersOf(await probed(rendered))).toEqual(count(5, 45))
  }, 60_000)
})
