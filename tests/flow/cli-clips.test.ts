import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClipReport } from '#standalone/cli/run-clip'
import { itWithProgram } from '../support/available'
import { renderByMelt } from '../support/melt'
import { Bench } from '../support/run-firstpass'

const bench = new Bench()
afterAll(() => bench.clear())

const at = (name: string): string => join(bench.folder, name)
const flows = itWithProgram('ffmpeg', 'ffprobe', 'melt')
const reportOf = (out: string): ClipReport => JSON.parse(out.trim()) as ClipReport

const ffmpeg = (...args: string[]): Buffer =>
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { maxBuffer: 1 << 27, stdio: ['ignore', 'pipe', 'inherit'] })

/** 60 frames of 29.97 drop-frame from 01:00:00;00 with stereo sound; frame n is as bright as n. */
function shoot(name: string): string {
  const picture = ['-f', 'lavfi', '-i', 'color=c=black:size=64x48:rate=30000/1001']
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=2.002']
  const gray = 'format=yuv444p,geq=lum=16+3*N:cb=128:cr=128'
  ffmpeg(...picture, ...sound, '-frames:v', '60', '-vf', gray, '-ac', '2', '-c:v', 'ffv1', '-c:a', 'pcm_s16le',
    '-timecode', '01:00:00;00', at(name))
  return name
}

/** The brightness in the middle of each frame that melt renders. */
function rendered(mlt: string): number[] {
  const made = at('rendered.mkv')
  renderByMelt(mlt, made)
  const [width, height] = [128, 96]
  const pixels = ffmpeg('-i', made, '-f', 'rawvideo', '-pix_fmt', 'gray', '-')
  const size = width * height
  return Array.from({ length: pixels.length / size }, (_, frame) => pixels[frame * size + size / 2 + width / 2] ?? -1)
}

/** Each starts a helper, or runs several jobs; machines differ. */
const LONG_MS = 180_000

describe('a clip from the command line onto a timeline', () => {
  flows('is enlarged over a range given as timecode, laid over the original, and melt plays both', async () => {
    shoot('take #1 & 2.mov')
    const done = await bench.run('upscale', 'take #1 & 2.mov', '--method', 'traditional', '--scale', '2', '--encode', 'ffv1',
      '--in', '01:00:00;10', '--out', '40', '--timeline', 'edit.mlt', '--json')
    expect(done).toMatchObject({ status: 0, err: '' })
    const report = reportOf(done.out)
    expect(report).toMatchObject({
      output: at('Firstpass/take #1 & 2-upscaled-2x.mkv'), timeline: at('edit.mlt'), frames: 30, task: 'upscale-clip',
      rate: { num: 30_000, den: 1001 }, job: { options: { range: { in: 10, out: 40 } } },
    })
    const levels = rendered(at('edit.mlt'))
    expect(levels).toHaveLength(60)
    // Gray of full range from frame n's 16 + 3n; both tracks show the same frame, or the result lies elsewhere.
    const wrong = levels.filter((level, frame) => Math.abs(level - (3 * frame * 255) / 219) > 3)
    expect(wrong).toEqual([])
    expect(readdirSync(at('Firstpass'))).toEqual(['take #1 & 2-upscaled-2x.mkv'])
  }, LONG_MS)

  flows('counts the start timecode once in every format', async () => {
    for (const format of ['otio', 'fcpxml', 'xml', 'edl']) {
      const done = await bench.run('upscale', 'take #1 & 2.mov', '--method', 'traditional', '--scale', '2', '--encode', 'ffv1',
        '--in', '10', '--out', '40', '--timeline', `edit.${format}`, '--force', '--json')
      expect(done).toMatchObject({ status: 0 })
    }
    const text = (format: string): string => readFileSync(at(`edit.${format}`), 'utf8')
    expect(text('edl')).toContain('V     C        01:00:00;10 01:00:01;10 01:00:00;10 01:00:01;10')
    // 107,892 frames of 1001/30000 s; the result begins ten later, in its own timecode too.
    expect(text('fcpxml')).toContain('tcStart="8999991/2500s" tcFormat="DF"')
    expect(text('fcpxml')).toMatch(/lane="1" offset="54004951\/15000s" .* start="54004951\/15000s" duration="1001\/1000s"/)
    expect(text('xml')).toContain('<string>01:00:00;00</string>')
    expect(text('otio')).toContain('"value": 107902')
  }, LONG_MS)

  flows('replays to the same bytes', async () => {
    const upscale = ['upscale', 'take #1 & 2.mov', '--method', 'traditional', '--scale', '2', '--encode', 'ffv1', '--out', '5']
    const first = reportOf((await bench.run(...upscale, '-o', 'first/', '--json')).out)
    writeFileSync(at('job.json'), JSON.stringify(first))
    const again = reportOf((await bench.run('replay', 'job.json', '-o', 'again/', '--json')).out)
    expect(again.output).toBe(at('again/take #1 & 2-upscaled-2x.mkv'))
    expect(again.frames).toBe(5)
    expect(again.outputSha256).toBe(first.outputSha256)
  }, LONG_MS)

  flows('estimates without writing, and refuses a place outside the clip', async () => {
    const before = readdirSync(at('Firstpass'))
    const done = await bench.run('slow', 'take #1 & 2.mov', '--factor', '2', '--method', 'traditional', '--estimate')
    expect(done.status).toBe(0)
    expect(done.out).toMatch(/^take #1 & 2\.mov: 120 frames, about .* free\) and \d+ (s|min)\n$/)
    expect(readdirSync(at('Firstpass'))).toEqual(before)
    const outside = await bench.run('upscale', 'take #1 & 2.mov', '--scale', '2', '--in', '02:00:00;00')
    expect(outside.status).toBe(1)
    expect(outside.err).toMatch(/^TIMECODE_INVALID: .*60 frames from 01:00:00;00/)
  }, LONG_MS)
})
