import type { HostCapabilities } from '#host'
import { clipTasks, pictureTasks } from '#panel'
import {
  clipRecipeSchema, type ClipTask, type FrameRange, type JobResult, ratio, type Ratio, type Rate, secondsOf,
} from '#protocol'
import { clipPath } from '../../../shared/panel/clip-path'
import { rangeOf } from '../../../shared/panel/clip-range'
import { readRecipe, writeRecipe } from '../../../shared/panel/recipe'
import { clipOptions, clipRules, planClip } from '../../../shared/panel/tasks/clip-rules'
import type { ClipPlan } from '../../../shared/panel/tasks/clip-task'

const FILM: Rate = { num: 24000, den: 1001 }
const NTSC: Rate = { num: 30000, den: 1001 }
const FAST: Rate = { num: 60000, den: 1001 }

interface Played { in: Ratio; out: Ratio }

describe('what of a media is worked on', () => {
  const source = (first: number, last: number, rate: Rate): Played => ({ in: secondsOf(first, rate), out: secondsOf(last, rate) })
  const range = (played: Played | undefined, rate: Rate, handles: number): FrameRange =>
    rangeOf({ path: '/a.mov', ...(played ? { source: played } : {}) }, { rate, frames: 1000 }, handles)

  it.each([FILM, NTSC, FAST, { num: 25, den: 1 }, { num: 1000, den: 33 }])('is exact at %j', (rate) => {
    for (const frame of [0, 1, 499, 998]) {
      expect(range(source(frame, frame + 1, rate), rate, 0)).toEqual({ in: frame, out: frame + 1 })
    }
    expect(range(source(100, 200, rate), rate, 12)).toEqual({ in: 88, out: 212 })
  })

  it('holds every frame that a timeline of another rate touches', () => {
    // Frame 7 of 23.976 lasts from 8.75 to 10 of 29.97.
    expect(range(source(7, 8, FILM), NTSC, 0)).toEqual({ in: 8, out: 10 })
    expect(range(source(7, 8, NTSC), FAST, 0)).toEqual({ in: 14, out: 16 })
  })

  it('ends where the media does; without a part it is all of it', () => {
    expect(range(source(3, 995, NTSC), NTSC, 12)).toEqual({ in: 0, out: 1000 })
    expect(range(undefined, NTSC, 12)).toEqual({ in: 0, out: 1000 })
    expect(range(source(990, 1040, NTSC), NTSC, 0)).toEqual({ in: 990, out: 1000 })
  })

  it.each([[1000, 1010], [-20, 0], [50, 50]])('frames %i to %i are none of it', (first, last) => {
    expect(() => range({ in: ratio(BigInt(first) * 1001n, 30000n), out: ratio(BigInt(last) * 1001n, 30000n) }, NTSC, 12))
      .toThrow(`The timeline plays frames ${first} to ${last} of /a.mov, which has 1000.`)
  })
})

describe('where a result goes', () => {
  const how = { suffix: 'subject', encoding: 'prores-4444', unique: '0a1b2c3d' } as const

  it.each([
    ['/films/shot.mov', undefined, '/films/Firstpass/shot-subject-0a1b2c3d.mov'],
    ['/shot.mov', undefined, '/Firstpass/shot-subject-0a1b2c3d.mov'],
    ['/films/a.b/shot', undefined, '/films/a.b/Firstpass/shot-subject-0a1b2c3d.mov'],
    ['/films/.hidden', undefined, '/films/Firstpass/.hidden-subject-0a1b2c3d.mov'],
    ['/films/odd\\name.mxf', '/cuts', '/cuts/Firstpass/odd\\name-subject-0a1b2c3d.mov'],
    ['/films/Firstpass/shot.mov', undefined, '/films/Firstpass/shot-subject-0a1b2c3d.mov'],
    ['/films/shot.mov', '/cuts/', '/cuts/Firstpass/shot-subject-0a1b2c3d.mov'],
    ['C:\\films\\shot.MP4', undefined, 'C:\\films\\Firstpass\\shot-subject-0a1b2c3d.mov'],
    ['C:\\shot.mp4', undefined, 'C:\\Firstpass\\shot-subject-0a1b2c3d.mov'],
    ['C:/films/shot.mp4', 'D:\\cuts', 'D:\\cuts\\Firstpass\\shot-subject-0a1b2c3d.mov'],
    ['C:/films/shot.mp4', undefined, 'C:\\films\\Firstpass\\shot-subject-0a1b2c3d.mov'],
    ['\\\\server\\share\\shot.mov', undefined, '\\\\server\\share\\Firstpass\\shot-subject-0a1b2c3d.mov'],
    ['\\\\?\\C:\\films\\shot.mov', undefined, '\\\\?\\C:\\films\\Firstpass\\shot-subject-0a1b2c3d.mov'],
  ])('of %s with the project in %s: %s', (path, projectFolder, expected) => {
    expect(clipPath({ path, ...(projectFolder === undefined ? {} : { projectFolder }) }, how)).toBe(expected)
  })

  it('has a name that every file system takes', () => {
    const name = clipPath({ path: `/films/${'長'.repeat(84)}.mov` }, how).slice('/films/Firstpass/'.length)
    expect(name).toBe(`${'長'.repeat(48)}-subject-0a1b2c3d.mov`)
    expect(Buffer.byteLength(name)).toBeLessThan(255)
  })
})

describe('tasks on clips', () => {
  const host = { forms: ['clip', 'media', 'proxy'] } as unknown as HostCapabilities
  const plan = (task: ClipTask, settings: object, can = host): ClipPlan =>
    planClip({ task, settings: { ...settings }, how: {} }, can)

  it('a matte and slow motion are clips of their own; what stands for the original goes where it was asked to', () => {
    expect(plan('mask-clip', {}).place.form).toBe('clip')
    expect(plan('slow', {}).place.form).toBe('clip')
    for (const task of ['denoise-clip', 'upscale-clip'] as const) {
      expect(plan(task, {})).toMatchObject({ place: { form: 'clip' }, needs: { region: 'played' }, handlesFrames: 12 })
      expect(plan(task, { place: 'media' })).toMatchObject({ place: { form: 'media' }, needs: { region: 'media' } })
      expect(plan(task, { place: 'proxy' }, { ...host, forms: ['clip'] })).toMatchObject({ place: { form: 'clip' } })
    }
  })

  it('refuse what is none of their settings, and files that editing hosts do not take', () => {
    for (const [task, settings] of [
      ['mask-clip', { method: 'traditional' }], ['mask-clip', { handlesFrames: 1.5 }], ['denoise-clip', { place: 'layer' }],
      ['upscale-clip', { scale: 5 }], ['slow', { factor: 0 }], ['denoise-clip', { encoding: 'png' }],
      ['slow', { encoding: 'ffv1' }],
      ['mask-clip', { path: '/etc/passwd' }], ['mask-clip', { output: '/etc/passwd' }],
    ] as const) expect(() => clipRules[task].check(settings)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
  })

  it('ask the helper for their options alone', () => {
    for (const task of clipTasks.names) {
      const options = clipOptions(task, {})
      expect(options).not.toHaveProperty('handlesFrames')
      expect(options).not.toHaveProperty('place')
    }
    expect(clipOptions('slow', {})).toMatchObject({ factor: 2 })
    expect(clipOptions('slow', { rate: NTSC })).not.toHaveProperty('factor')
  })

  it('are found again by their recipes, which say the part that was taken and are what the command line replays', () => {
    const result: JobResult = {
      results: {}, timings: { totalMs: 1, inferMs: 1 }, notes: [], facts: {}, provider: 'cpu',
      model: { id: 'u2netp', sha256: 'ab'.repeat(32), licence: 'Apache-2.0' },
    }
    const options = { ...clipOptions('mask-clip', { featherPx: 2 }), range: { in: 3, out: 9 } }
    const text = writeRecipe('mask-clip', { input: '/a.mov', options, result })
    expect(clipRecipeSchema.parse(JSON.parse(text))).toMatchObject({ options: { range: { in: 3, out: 9 }, model: 'u2netp' } })
    expect(readRecipe(clipTasks, text)).toMatchObject({ task: 'mask-clip', settings: { featherPx: 2, model: 'u2netp' } })
    expect(readRecipe(clipTasks, text)!.settings).not.toHaveProperty('range')
    expect(readRecipe(pictureTasks, text)).toBeUndefined()
    expect(readRecipe(clipTasks, writeRecipe('mask', { input: 'a.png', options: {}, result }))).toBeUndefined()
  })
})
