import type { Form, HostCapabilities } from '#host'
import { denoiseClip } from '../../../shared/panel/tasks/denoise-clip'
import { maskClip } from '../../../shared/panel/tasks/mask-clip'

const host = (...forms: Form[]): HostCapabilities => ({
  name: 'Host', forms, canCombine: false, hasLiveFeather: false, hasSelection: false, findsSubject: false,
  undoesInOneStep: false, scopes: ['active'], limits: [],
})
const resolve = host('clip', 'take', 'external-matte')
const HOW = {}

describe('the form of a result', () => {
  it('that is a take is of what is played; that replaces a media is of all of it', () => {
    const plan = (place: 'take' | 'media', on: HostCapabilities) =>
      denoiseClip.plan({ ...denoiseClip.defaults, place }, HOW, on)
    expect(plan('take', resolve)).toMatchObject({ place: { form: 'take' }, needs: { region: 'played' } })
    expect(plan('media', host('clip', 'media'))).toMatchObject({ place: { form: 'media' }, needs: { region: 'media' } })
    // A preset of another host's.
    expect(plan('media', resolve)).toMatchObject({ place: { form: 'clip' }, needs: { region: 'played' } })
    expect(plan('take', host('clip'))).toMatchObject({ place: { form: 'clip' } })
  })

  it('that is an external matte is gray and of all of the media, whatever matte was chosen', () => {
    const settings = { ...maskClip.defaults, form: 'alpha', place: 'external-matte' } as const
    expect(maskClip.plan(settings, HOW, resolve)).toMatchObject({
      place: { form: 'external-matte' }, needs: { region: 'media' }, suffix: 'matte',
    })
    expect(maskClip.options(settings)).toMatchObject({ form: 'luma' })
    expect(maskClip.options({ ...settings, place: 'clip' })).toMatchObject({ form: 'alpha' })
    expect(maskClip.plan({ ...settings, place: 'clip' }, HOW, resolve)).toMatchObject({
      place: { form: 'clip' }, needs: { region: 'played' }, suffix: 'subject',
    })
  })
})
