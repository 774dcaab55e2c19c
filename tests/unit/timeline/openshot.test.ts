import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Rate } from '#protocol'
import { writeTimeline } from '#helper/timeline/formats'
import { itWithProgram, program } from '../../support/available'
import { overlay, rates } from './fixtures'

interface Imported {
  track: number
  file: string
  kind: string
  title: string
  /** In seconds: on the timeline, and of the media from its first frame. */
  position: number
  start: number
  end: number
}

describe('OpenShot imports the .xml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-openshot-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const makeClip = (name: string, { num, den }: Rate, frames: number): void => {
    const source = ['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=${num}/${den}`, '-frames:v', String(frames)]
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...source, '-c:v', 'mpeg4', join(folder, name)])
  }

  /** In the Python that OpenShot itself runs in. */
  function importXml(text: string, { num, den }: Rate): Imported[] {
    const file = join(folder, 'timeline.xml')
    writeFileSync(file, text)
    const python = readFileSync(program('openshot-qt')!, 'utf8').split('\n')[0]?.replace(/^#!\s*/, '') ?? ''
    const script = resolve(__dirname, '../../support/openshot-import.py')
    const said = execFileSync(python, [script, file, String(num), String(den), folder], {
      encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, HOME: folder },
    })
    return JSON.parse(said.trim().split('\n').at(-1) ?? '') as Imported[]
  }

  itWithProgram('openshot-qt', 'ffmpeg').each([['25', rates.pal], ['29.97', rates.ntsc]])(
    'the result lies above the original, where it was taken from, at %s', (_name, rate) => {
      makeClip('shot.mov', rate, 300)
      makeClip('shot-subject.mov', rate, 50)
      const start = { frame: 90_000, isDropFrame: false }
      const clips = importXml(writeTimeline(overlay({ rate, start }), 'xml').text, rate)
      const frames = (seconds: number): number => Math.round(seconds * rate.num / rate.den * 1000) / 1000
      const [original, result] = clips.map(({ track: _track, position, start: from, end, ...rest }) =>
        ({ ...rest, position: frames(position), from: frames(from), to: frames(end) }))
      expect(clips).toHaveLength(2)
      expect(original).toEqual({ file: 'shot.mov', kind: 'video', title: 'shot', position: 0, from: 0, to: 300 })
      expect(result).toEqual({ file: 'shot-subject.mov', kind: 'video', title: 'matte', position: 40, from: 0, to: 50 })
      expect(clips[1]!.track).toBeGreaterThan(clips[0]!.track)
    })
})
