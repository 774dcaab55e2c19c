import { join } from 'node:path'
import { formatTimecode } from '#protocol'
import { itWithProgram } from '../../support/available'
import { makeNumberedClip } from '../../support/numbered-clip'
import { decodeFrames, ffmpeg, numberIn, probed, readNumbers } from '../../support/read-numbers'
import { headerOf, jobFolder } from '../../support/run-task'

const folder = jobFolder()
const it = itWithProgram('ffmpeg', 'ffprobe')
const picture = (rate: string): string[] => ['-f', 'lavfi', '-i', `testsrc=s=64x48:r=${rate}:d=1`]

function made(name: string, ...args: string[]): string {
  const file = join(folder, name)
  ffmpeg(...args, '-y', file)
  return file
}

describe('what a file says of its clip', () => {
  it('is the rate as a fraction, the frames and the start, drop-frame and not, in each container', async () => {
    const cases: [string, string, string, string][] = [
      ['a.mov', '30000/1001', '01:00:00;02', 'ffv1'], ['b.mov', '24000/1001', '10:11:12:13', 'prores_ks'],
      ['c.mkv', '60000/1001', '00:59:59;58', 'ffv1'], ['d.mxf', '25', '09:59:50:00', 'mpeg2video'],
      ['e.mp4', '24', '01:00:00:00', 'mpeg4'],
    ]
    for (const [name, rate, label, codec] of cases) {
      const timecode = name.endsWith('.mkv') ? ['-metadata', `timecode=${label}`] : ['-timecode', label]
      const { info } = await probed(made(name, ...picture(rate), '-c:v', codec, ...timecode))
      const [num = 0, den = 1] = rate.split('/').map(Number)
      expect({ name, rate: info.rate, frames: info.frames }).toEqual({ name, rate: { num, den }, frames: Math.round(num / den) })
      expect({ name, label: info.start && formatTimecode(info.start, info.rate) }).toEqual({ name, label })
    }
  })

  it('is no start where the file has none', async () => {
    expect((await probed(made('none.mov', ...picture('25'), '-c:v', 'mpeg4'))).info.start).toBeUndefined()
  })

  it('is the sound, pixel shape, colour tags, depth and alpha', async () => {
    const tags = 'setparams=range=tv:color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc'
    const { info } = await probed(made(
      'rich.mov', ...picture('25'), '-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=5.1:d=1', '-f', 'lavfi', '-i', 'sine=r=44100:d=1',
      '-map', '0', '-map', '1', '-map', '2', '-vf', `format=yuva444p10le,setsar=16/15,${tags}`, '-c:v', 'prores_ks',
      '-profile:v', '4',
      '-c:a:0', 'pcm_s24le', '-c:a:1', 'aac',
    ))
    expect(info).toMatchObject({
      container: 'mov', codec: 'prores', width: 64, height: 48, pixelAspect: { num: 16, den: 15 }, hasAlpha: true,
      colour: { range: 'limited', primaries: 'bt2020', transfer: 'arib-std-b67', matrix: 'bt2020nc' },
      audio: [{ codec: 'pcm_s24le', channels: 6, sampleRate: 48_000 }, { codec: 'aac', channels: 1, sampleRate: 44_100 }],
    })
    expect(info.depth).toBeGreaterThanOrEqual(10)
    expect(info.log).toBeUndefined()
  })

  it('is its rotation, which is applied', async () => {
    const plain = join(folder, 'plain.mp4')
    makeNumberedClip({ file: plain, frames: 5, encoder: ['-c:v', 'libx264', '-qp', '10'] })
    for (const rotation of [90, 180, 270] as const) {
      const file = made(`turned${rotation}.mp4`, '-i', plain, '-c', 'copy', '-metadata:s:v', `rotate=${360 - rotation}`)
      const clip = await probed(file)
      const isUpright = rotation === 180
      expect(clip.info).toMatchObject({ rotation, width: isUpright ? 160 : 96, height: isUpright ? 96 : 160 })
      // Frame 3 is white in its two bars at the right; turned clockwise they are at the bottom.
      const header = headerOf(clip.info.width, clip.info.height)
      const [frame] = decodeFrames(clip, { first: 3, frames: 1 }, header)
      const lit = (x: number, y: number): boolean => (frame![(y * header.width + x) * 3] ?? 0) > 127
      const { width, height } = header
      const sides = [lit(width / 2, 4), lit(width - 4, height / 2), lit(width / 2, height - 4), lit(4, height / 2)]
      expect({ rotation, sides }).toEqual({ rotation, sides: [270, 0, 90, 180].map((side) => side === rotation) })
    }
  })

  it('is that it is interlaced; each frame is woven into one', async () => {
    const plain = join(folder, 'plain2.mov')
    makeNumberedClip({ file: plain, frames: 20, encoder: ['-c:v', 'ffv1'] })
    for (const [name, top, first] of [['tff', '1', 'top-first'], ['bff', '0', 'bottom-first']] as const) {
      const coded = ['-c:v', 'mpeg2video', '-flags', '+ildct+ilme', '-top', top, '-q:v', '2']
      const file = made(`${name}.mov`, '-i', plain, '-vf', `setfield=${name}`, ...coded)
      const clip = await probed(file)
      expect(clip.info).toMatchObject({ scan: first, frames: 20 })
      expect(clip.info.source.notes.join()).toMatch(/interlaced/)
      expect(readNumbers(clip, 0, 20)).toEqual(Array.from({ length: 20 }, (_, at) => at))
      expect(readNumbers(clip, 7, 3)).toEqual([7, 8, 9])
    }
  })

  it('is that its rate varies; it is made constant, each frame where it was', async () => {
    const plain = join(folder, 'plain3.mov')
    makeNumberedClip({ file: plain, frames: 120, rate: '30', encoder: ['-c:v', 'ffv1'] })
    for (const name of ['varying.mp4', 'varying.mkv', 'varying.ts']) {
      const gone = `select='not(between(n,20,29)+between(n,70,72))'`
      const coded = ['-fps_mode', 'vfr', '-c:v', 'libx264', '-bf', '2', '-g', '30']
      const clip = await probed(made(name, '-i', plain, '-vf', gone, ...coded))
      expect({ name, ...clip.info }).toMatchObject({ name, isVariableRate: true, rate: { num: 30, den: 1 }, frames: 120 })
      expect(clip.info.source.notes.join()).toMatch(/varies/)
      const wanted = Array.from({ length: 120 }, (_, at) => (at >= 20 && at < 30 ? 19 : at >= 70 && at < 73 ? 69 : at))
      expect(readNumbers(clip, 0, 120)).toEqual(wanted)
      for (const first of [25, 71, 100]) expect(readNumbers(clip, first, 6)).toEqual(wanted.slice(first, first + 6))
    }
  })

  it('is alpha in VP9, which only one decoder gives', async () => {
    const clip = await probed(made(
      'alpha.webm', '-f', 'lavfi', '-i', 'color=c=red@0:s=64x48:r=25:d=0.2,format=yuva420p', '-c:v', 'libvpx-vp9',
      '-auto-alt-ref', '0',
    ))
    expect(clip.info.hasAlpha).toBe(true)
    const [frame] = decodeFrames(clip, { first: 0, frames: 1 }, headerOf(64, 48, { channels: 'rgb-alpha' }))
    expect(frame!.every((value, at) => at % 4 !== 3 || value < 3)).toBe(true)
    expect(numberIn(Buffer.alloc(64 * 48 * 3), headerOf(64, 48))).toBe(0)
  })
})
