import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Timeline, type TimelineInput, timelineSchema } from '#protocol'
import { writeTimeline } from '#helper/timeline/formats'
import { itWithProgram } from '../../support/available'
import { renderByMelt } from '../../support/melt'

const size = { width: 160, height: 120, pixelAspect: { num: 1, den: 1 } }
const frameBytes = size.width * size.height * 3
const melts = itWithProgram('melt', 'ffmpeg')

const ffmpeg = (...args: string[]): Buffer =>
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] })

/** Red, green, blue in the middle of a quarter of a frame, and over all frames. */
type Look = (frame: number, place: 'left' | 'right') => number[]

describe('melt renders the .mlt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-melt-'))
  // Everything that URLs, printf patterns and XML stumble over.
  const odd = join(folder, 'Größe #1 100% & <x>')
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Frame n is as bright as n; with a second of sound. */
  function makeBase(rate: string): string {
    mkdirSync(odd, { recursive: true })
    const file = join(odd, `base-${rate.replace('/', '-')}.mov`)
    const inputs = ['-f', 'lavfi', '-i', `color=c=black:size=160x120:rate=${rate}`, '-f', 'lavfi', '-i', 'sine=frequency=440']
    ffmpeg(...inputs, '-frames:v', '50', '-shortest',
      '-vf', 'format=yuv444p,geq=lum=16+4*N:cb=128:cr=128', '-c:v', 'ffv1', '-c:a', 'pcm_s16le', file)
    return file
  }

  /** Green; opaque on the left, half transparent on the right. */
  function makeOver(rate: string): string {
    const file = join(odd, 'over.mov')
    const half = "geq=lum='p(X,Y)':cb='p(X,Y)':cr='p(X,Y)':a='if(lt(X,80),1023,512)'"
    ffmpeg('-f', 'lavfi', '-i', `color=c=0x20c040:size=160x120:rate=${rate}`, '-frames:v', '20',
      '-vf', `format=yuva444p10le,${half}`, '-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le', file)
    return file
  }

  function render(timeline: Timeline): { frames: number; look: Look } {
    const file = join(folder, 'x.mlt')
    writeFileSync(file, writeTimeline(timeline, 'mlt').text)
    const made = join(folder, 'made.mkv')
    renderByMelt(file, made)
    const pixels = ffmpeg('-i', made, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-')
    const look: Look = (frame, place) => {
      const at = frame * frameBytes + (60 * size.width + (place === 'left' ? 40 : 120)) * 3
      return [...pixels.subarray(at, at + 3)]
    }
    return { frames: pixels.length / frameBytes, look }
  }

  const near = (found: number[], wanted: number[]): number =>
    Math.max(...found.map((value, index) => Math.abs(value - (wanted[index] ?? 0))))
  const gray = (frame: number): number[] => Array.from({ length: 3 }, () => ((4 * frame) * 255) / 219)
  const green = [0x20, 0xc0, 0x40]

  melts('every frame in its place, the result with its alpha above', () => {
    const rate = { num: 25, den: 1 }
    const base = { media: 'm1', source: { in: 5, out: 45 }, record: { in: 0, out: 40 } }
    const over = { media: 'm2', source: { in: 0, out: 20 }, record: { in: 10, out: 30 } }
    const { frames, look } = render(timelineSchema.parse({
      name: 'x', rate, start: { frame: 90_000, isDropFrame: false }, picture: size,
      media: [
        {
          id: 'm1', name: 'base', path: makeBase('25'), rate, frames: 50, picture: size,
          start: { frame: 1000, isDropFrame: false },
          audio: [{ channels: 1, sampleRate: 44_100 }],
        },
        { id: 'm2', name: 'over', path: makeOver('25'), rate, frames: 20, picture: size, hasAlpha: true },
      ],
      tracks: [
        { kind: 'video', name: 'V1', clips: [{ name: 'a', ...base }] },
        { kind: 'video', name: 'V2', clips: [{ name: 'b', ...over }] },
        { kind: 'audio', name: 'A1', clips: [{ name: 'a', ...base, sound: { stream: 0, channels: [0] } }] },
      ],
      markers: [{ frame: 3, name: 'here' }],
    } satisfies TimelineInput))
    expect(frames).toBe(40)
    for (const frame of [0, 9, 30, 39]) expect(near(look(frame, 'right'), gray(frame + 5))).toBeLessThanOrEqual(2)
    for (const frame of [10, 29]) {
      expect(near(look(frame, 'left'), green)).toBeLessThanOrEqual(3)
      const mixed = gray(frame + 5).map((value, index) => (value + (green[index] ?? 0)) / 2)
      expect(near(look(frame, 'right'), mixed)).toBeLessThanOrEqual(3)
    }
  })

  melts('a fractional rate, a gap, half speed', () => {
    const rate = { num: 30_000, den: 1001 }
    const { frames, look } = render(timelineSchema.parse({
      name: 'x', rate, picture: size,
      media: [{ id: 'm1', name: 'base', path: makeBase('30000/1001'), rate, frames: 50, picture: size }],
      tracks: [{ kind: 'video', name: 'V1', clips: [
        { name: 'a', media: 'm1', source: { in: 30, out: 35 }, record: { in: 3, out: 8 } },
        { name: 'b', media: 'm1', source: { in: 10, out: 15 }, record: { in: 8, out: 18 }, speed: { num: 1, den: 2 } },
      ] }],
    } satisfies TimelineInput))
    expect(frames).toBe(18)
    expect(near(look(2, 'left'), [0, 0, 0])).toBeLessThanOrEqual(2)
    for (const frame of [3, 7]) expect(near(look(frame, 'left'), gray(frame + 27))).toBeLessThanOrEqual(2)
    for (const frame of [8, 12, 16]) expect(near(look(frame, 'left'), gray(10 + (frame - 8) / 2))).toBeLessThanOrEqual(2)
  })

  melts('files beside it, by their bare names', () => {
    const rate = { num: 25, den: 1 }
    const name = 'shot: 100%.mov'
    copyFileSync(makeBase('25'), join(folder, name))
    const { frames, look } = render(timelineSchema.parse({
      name: 'x', rate, picture: size,
      media: [{ id: 'm1', name, path: name, rate, frames: 50, picture: size }],
      tracks: [{ kind: 'video', name: 'V1', clips: [
        { name: 'a', media: 'm1', source: { in: 30, out: 35 }, record: { in: 0, out: 5 } },
        { name: 'b', media: 'm1', source: { in: 10, out: 15 }, record: { in: 5, out: 15 }, speed: { num: 1, den: 2 } },
      ] }],
    } satisfies TimelineInput))
    expect(frames).toBe(15)
    expect(near(look(3, 'left'), gray(33))).toBeLessThanOrEqual(2)
    expect(near(look(9, 'left'), gray(12))).toBeLessThanOrEqual(2)
  })

  melts('a still for as long as it is shown', () => {
    mkdirSync(odd, { recursive: true })
    const still = join(odd, 'card %03d.png')
    // ffmpeg takes a % for the number of a sequence.
    ffmpeg('-f', 'lavfi', '-i', 'color=c=0x20c040:size=160x120', '-frames:v', '1', join(folder, 'card.png'))
    renameSync(join(folder, 'card.png'), still)
    const rate = { num: 25, den: 1 }
    const { frames, look } = render(timelineSchema.parse({
      name: 'x', rate, picture: size,
      media: [{ id: 'm1', name: 'card', path: still, rate, frames: 1, isStill: true, picture: size }],
      tracks: [{ kind: 'video', name: 'V1', clips: [
        { name: 'card', media: 'm1', source: { in: 0, out: 1 }, record: { in: 2, out: 9 } },
      ] }],
    } satisfies TimelineInput))
    expect(frames).toBe(9)
    expect(near(look(8, 'left'), green)).toBeLessThanOrEqual(3)
    expect(near(look(1, 'left'), [0, 0, 0])).toBeLessThanOrEqual(2)
  })
})
