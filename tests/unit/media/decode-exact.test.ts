import { join } from 'node:path'
import { itWithProgram } from '../../support/available'
import { makeNumberedClip, type NumberedClip } from '../../support/numbered-clip'
import { ffmpeg, probed, type ProbedClip, readNumbers } from '../../support/read-numbers'
import { jobFolder } from '../../support/run-task'

const folder = jobFolder()
const it = itWithProgram('ffmpeg', 'ffprobe')
const FRAMES = 150

const longGop = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-g', '50', '-b-pyramid', 'strict']
const openGop = [...longGop, '-x264-params', 'open-gop=1:keyint=24:min-keyint=24:scenecut=0']

function made(name: string, more: Partial<NumberedClip>): string {
  const file = join(folder, name)
  makeNumberedClip({ file, frames: FRAMES, encoder: longGop, ...more })
  return file
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)

/** Decodes from each start that `step` meets, to the end, and says which numbers come where others should. */
function readAll(clip: ProbedClip, step: number): string[] {
  const starts = [...count(0, clip.info.frames).filter((frame) => frame % step === 0), clip.info.frames - 1]
  return starts.filter((first) => {
    const wanted = count(first, clip.info.frames)
    return readNumbers(clip, first, wanted.length).join() !== wanted.join()
  }).map((first) => `from ${first}: ${readNumbers(clip, first, 3).join()}`)
}

describe('a range of a clip', () => {
  it('decodes exactly from every frame of long groups with B-frames in a mov', async () => {
    const clip = await probed(made('long.mov', { rate: '30000/1001' }))
    expect(clip.info).toMatchObject({ frames: FRAMES, rate: { num: 30000, den: 1001 }, isVariableRate: false })
    expect(clip.info.source.canSeek).toBe(true)
    expect(readAll(clip, 4)).toEqual([])
    expect(readNumbers(clip, 97, 3)).toEqual([97, 98, 99])
  }, 120_000)

  it('decodes exactly where the container starts late and groups are open', async () => {
    for (const name of ['late.mov', 'late.mkv', 'late.ts']) {
      const clip = await probed(made(name, { encoder: openGop, more: ['-output_ts_offset', '7.123'] }))
      expect(clip.info.frames).toBe(FRAMES)
      expect(clip.info.source.firstUs).toBeGreaterThan(name === 'late.mov' ? -1 : 7_000_000)
      expect(readAll(clip, 23)).toEqual([])
    }
  }, 120_000)

  it('decodes exactly what an edit list shows, and counts only that', async () => {
    const whole = made('whole.mp4', { encoder: [...longGop, '-keyint_min', '50'] })
    const cut = join(folder, 'cut.mp4')
    ffmpeg('-ss', '2.48', '-i', whole, '-c', 'copy', cut)
    const clip = await probed(cut)
    const numbers = readNumbers(clip, 0, clip.info.frames)
    expect(numbers[0]).toBe(62)
    expect(numbers).toEqual(count(62, FRAMES))
    expect(readNumbers(clip, 60, 5)).toEqual([122, 123, 124, 125, 126])
    expect(readNumbers(clip, clip.info.frames - 1, 1)).toEqual([FRAMES - 1])
  }, 60_000)

  it('decodes exactly from containers that hold no times of frames, or no index', async () => {
    const kinds: [string, string[], string[]][] = [
      ['plain.avi', ['-c:v', 'mpeg4', '-bf', '2', '-g', '40', '-q:v', '3'], []],
      ['plain.h264', longGop, ['-f', 'h264']],
      ['plain.mpg', ['-c:v', 'mpeg2video', '-bf', '2', '-g', '15', '-q:v', '3'], []],
      ['plain.mxf', ['-c:v', 'mpeg2video', '-bf', '2', '-g', '15', '-q:v', '3'], []],
      ['plain.webm', ['-c:v', 'libvpx-vp9', '-b:v', '500k', '-deadline', 'realtime', '-cpu-used', '8', '-auto-alt-ref', '1'], []],
      ['plain.nut', ['-c:v', 'ffv1'], []],
    ]
    for (const [name, encoder, more] of kinds) {
      const clip = await probed(made(name, { encoder, more }))
      expect({ name, frames: clip.info.frames, fails: readAll(clip, 37) }).toEqual({ name, frames: FRAMES, fails: [] })
    }
  }, 120_000)
})
