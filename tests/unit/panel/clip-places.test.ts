import type { Client } from '#client'
import type { ClipHost, ClipReading, HostCapabilities, Target } from '#host'
import { type ClipInfo, ratio, secondsOf } from '#protocol'
import { Cancelling } from '../../../shared/panel/cancelling'
import { clipPath } from '../../../shared/panel/clip-path'
import { readClip } from '../../../shared/panel/read-clip'
import type { Surface } from '../../../shared/panel/run-job'
import { clipOptions, planClip } from '../../../shared/panel/tasks/clip-rules'

const host = (more: Partial<HostCapabilities> = {}): HostCapabilities => ({
  name: 'DaVinci Resolve', forms: ['clip', 'take', 'external-matte', 'fusion', 'timeline-copy'], canCombine: false,
  hasLiveFeather: false, hasSelection: false, findsSubject: false, undoesInOneStep: false, scopes: ['active'], limits: [],
  readsGraded: true, ...more,
})
const plan = (task: 'mask-clip' | 'denoise-clip' | 'slow', settings: object, on = host()) =>
  planClip({ task, settings: { ...settings }, how: {} }, on)

describe('where the result of a clip goes', () => {
  it('in Fusion it is a gray matte as pictures, of what is played', () => {
    const { place, needs, encoding, suffix } = plan('mask-clip', { place: 'fusion' })
    expect([place.form, needs, encoding, suffix]).toEqual(['fusion', { region: 'played' }, 'png', 'matte'])
    expect(clipOptions('mask-clip', { place: 'fusion', form: 'alpha' })).toMatchObject({ form: 'luma' })
    expect(plan('mask-clip', { place: 'fusion' }, host({ forms: ['clip'] })).place.form).toBe('clip')
  })

  it('on a copy of the timeline it is the same clip as above', () => {
    const { place, needs, encoding } = plan('mask-clip', { place: 'timeline-copy' })
    expect([place.form, needs, encoding]).toEqual(['timeline-copy', { region: 'played' }, 'prores-4444'])
    expect(clipOptions('mask-clip', { place: 'timeline-copy' })).toMatchObject({ form: 'alpha' })
    expect(plan('slow', { place: 'timeline-copy' }).place.form).toBe('timeline-copy')
  })

  it('it is of graded frames only where the host renders them and it lies above the clip', () => {
    const look = (place: string, on = host()): unknown => plan('denoise-clip', { place, look: 'graded' }, on).needs.look
    expect([look('clip'), look('timeline-copy'), look('take'), look('clip', host({ readsGraded: false }))])
      .toEqual(['graded', 'graded', undefined, undefined])
    expect(plan('denoise-clip', {}).needs.look).toBeUndefined()
  })

  it('its pictures lie in a folder of its name; what was rendered is called after what it is of', () => {
    const how = { suffix: 'matte', encoding: 'png', unique: '3fa2c17e' } as const
    expect(clipPath({ path: '/a/shot.mov' }, how)).toBe('/a/Firstpass/shot-matte-3fa2c17e')
    const rendered = { of: 'C:\\a\\shot 1.mov', frames: 1, start: 0 }
    expect(clipPath({ path: 'C:\\a\\Firstpass\\x.mov', projectFolder: 'C:\\a', rendered }, { ...how, encoding: 'h264' }))
      .toBe('C:\\a\\Firstpass\\shot 1-matte-3fa2c17e.mov')
  })
})

describe('a clip that the host renders', () => {
  const rate = { num: 24, den: 1 }
  const info: ClipInfo = {
    container: 'mov', codec: 'prores', width: 64, height: 36, pixelAspect: { num: 1, den: 1 }, rate, frames: 48,
    isVariableRate: false, start: { frame: 86_520, isDropFrame: false }, rotation: 0, scan: 'progressive', depth: 10,
    colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' }, hasAlpha: false, audio: [],
  }
  const target = { id: 't', name: 'shot.mov' } as Target

  function open(found: Partial<ClipInfo> = {}, whileReading = (): void => undefined) {
    const closed: string[] = []
    const reading = {
      target, stamp: { target: 't', state: {} }, notes: [],
      placement: { host: 'resolve', target: 't', place: {}, bounds: { left: 0, top: 0, right: 64, bottom: 36 } },
      media: {
        path: '/a/Firstpass/x.mov', rate, projectFolder: '/a', source: { in: ratio(0n), out: secondsOf(48, rate) },
        rendered: { of: '/a/shot.mov', frames: 48, start: 86_520 },
      },
      close: async () => { closed.push('closed') },
    } as unknown as ClipReading
    const made = { state: 'done', result: { facts: { clip: { ...info, ...found } }, notes: [], results: {} } }
    const client = {
      submit: async () => ({ latest: { job: 'probe' }, request: { licence: 'permissive' } }), follow: async () => made,
      cancel: async () => undefined, discard: async () => undefined,
    } as unknown as Client
    const cancelling = new Cancelling()
    const surface = {
      client, randomBytes: (count: number) => new Uint8Array(count),
      host: {
        capabilities: () => host(),
        read: async () => {
          whileReading()
          return reading
        },
      } as unknown as ClipHost,
    } as unknown as Surface<ClipHost>
    const order = { task: 'denoise-clip', settings: { look: 'graded' }, how: {}, target } as const
    return { closed, cancelling, read: () => readClip(surface, order, { cancelling, step: () => undefined }) }
  }

  it('is worked on as far as it goes, and is the reader\'s to close', async () => {
    const { closed, read } = open()
    const { range, options, spareOutput } = await read()
    expect([range, options.output, options.path, spareOutput]).toEqual([
      { in: 0, out: 48 }, '/a/Firstpass/shot-denoised-00000000.mov', '/a/Firstpass/x.mov', undefined,
    ])
    expect(closed).toEqual([])
  })

  it.each([[{ frames: 47 }], [{ rate: { num: 25, den: 1 } }], [{ start: { frame: 120, isDropFrame: false } }], [{ width: 60 }]])(
    'is refused and closed where it is of other frames: %j', async (found) => {
      const { closed, read } = open(found)
      await expect(read()).rejects.toMatchObject({ code: 'HOST_REFUSED' })
      expect(closed).toEqual(['closed'])
    })

  it('is closed where it came after the user had cancelled', async () => {
    const cancel: { now(): void } = { now: () => undefined }
    const { closed, cancelling, read } = open({}, () => cancel.now())
    cancel.now = () => { cancelling.cancel() }
    await expect(read()).rejects.toThrow()
    expect(closed).toEqual(['closed'])
  })
})
