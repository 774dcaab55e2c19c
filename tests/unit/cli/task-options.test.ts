import { presetSchema } from '#protocol'
import { readBox, readTaskOptions } from '#standalone/cli/task-options'

describe('options of the command line', () => {
  it('fills in the defaults of the task', () => {
    expect(readTaskOptions('denoise', {})).toEqual({ method: 'model', strength: 50, removed: false })
    expect(readTaskOptions('mask', {}))
      .toEqual({ method: 'model', featherPx: 0, shiftPx: 0, refine: true, decontaminate: false })
  })

  it('reads numbers, boxes and switches', () => {
    expect(readTaskOptions('mask', { box: '10,20,300,400', feather: '1.5', shift: '-2', refine: false, decontaminate: true }))
      .toEqual({
        method: 'model', box: { left: 10, top: 20, right: 310, bottom: 420 },
        featherPx: 1.5, shiftPx: -2, refine: false, decontaminate: true,
      })
    expect(readTaskOptions('upscale', { scale: '3', method: 'traditional' }))
      .toEqual({ method: 'traditional', scale: 3, denoise: 50 })
  })

  it('says which option is wrong and why', () => {
    expect(() => readTaskOptions('denoise', { strength: '120' })).toThrow('--strength: 120 is not a number from 0 to 100.')
    expect(() => readTaskOptions('denoise', { sigma: '' })).toThrow(/--sigma/)
    expect(() => readTaskOptions('mask', { method: 'magic' })).toThrow('--method: magic is neither model nor traditional.')
    expect(() => readTaskOptions('upscale', {})).toThrow('--scale: is needed: 2, 3 or 4.')
    expect(() => readTaskOptions('upscale', { scale: '2.5' })).toThrow(/--scale/)
    expect(() => readBox('1,2,3')).toThrow('--box: 1,2,3 is not X,Y,W,H in whole pixels.')
    expect(() => readBox('1,2,0,4')).toThrow('--box: 1,2,0,4 has no area.')
    expect(() => readBox('1,2,3,x')).toThrow(/--box/)
  })

  it('lets the command line win over a preset, option by option', () => {
    const preset = presetSchema.parse({
      firstpassPreset: 1, name: 'night', task: 'denoise', options: { method: 'traditional', sigma: 12, luma: 60 },
    })
    expect(readTaskOptions('denoise', {}, preset)).toMatchObject({ method: 'traditional', sigma: 12, luma: 60 })
    expect(readTaskOptions('denoise', { luma: '10' }, preset)).toMatchObject({ sigma: 12, luma: 10 })
  })

  it('sets aside what would silently win over a given option', () => {
    const options = { method: 'traditional', sigma: 12 }
    const preset = presetSchema.parse({ firstpassPreset: 1, name: 'night', task: 'denoise', options })
    const merged = readTaskOptions('denoise', { strength: '80', model: 'firstpass-denoise' }, preset)
    expect(merged).toEqual({ method: 'model', model: 'firstpass-denoise', strength: 80, removed: false })
  })
})
