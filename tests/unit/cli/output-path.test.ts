import { join, resolve } from 'node:path'
import { fitExtension, isLayered, planOutputs } from '#standalone/cli/output-path'

const here = (name: string): string => resolve('photos', name)
const beside = { task: 'mask', outIsFolder: false } as const

describe('where a result goes', () => {
  it('stands beside its source, named for what it is', () => {
    expect(planOutputs([here('cat.jpg')], beside)).toEqual([here('cat-subject.psd')])
    expect(planOutputs([here('cat.jpg')], { ...beside, task: 'denoise' })).toEqual([here('cat-denoised.psd')])
    expect(planOutputs([here('cat.jpg')], { ...beside, task: 'upscale', scale: 4 })).toEqual([here('cat-upscaled-4x.psd')])
  })

  it('keeps spaces, dots and letters of any language in the name', () => {
    expect(planOutputs([here('Über den Wolken.v2.tif')], beside)).toEqual([here('Über den Wolken.v2-subject.psd')])
  })

  it('keeps the extension where two sources would share a name', () => {
    expect(planOutputs([here('cat.jpg'), here('cat.png'), here('dog.png')], beside))
      .toEqual([here('cat.jpg-subject.psd'), here('cat.png-subject.psd'), here('dog-subject.psd')])
  })

  it('takes a folder for many and a file for one', () => {
    const folder = { ...beside, out: 'results', outIsFolder: true }
    expect(planOutputs([here('a.jpg'), here('b.jpg')], folder))
      .toEqual([join(resolve('results'), 'a-subject.psd'), join(resolve('results'), 'b-subject.psd')])
    expect(planOutputs([here('a.jpg')], { ...beside, out: 'new-folder' })).toEqual([join(resolve('new-folder'), 'a-subject.psd')])
    expect(planOutputs([here('a.jpg')], { ...beside, out: 'matte.PNG' })).toEqual([resolve('matte.PNG')])
    expect(planOutputs([here('a.jpg')], { ...beside, out: 'v1.2/' })).toEqual([join(resolve('v1.2'), 'a-subject.psd')])
  })

  it('refuses one file for two sources, and formats it can not write', () => {
    expect(() => planOutputs([here('a.jpg'), here('b.jpg')], { ...beside, out: 'x.psd' })).toThrow(/2 pictures can't go into one file/)
    expect(() => planOutputs([here('a.jpg')], { ...beside, out: 'x.gif' })).toThrow(/"\.gif" is not a format/)
  })

  it('turns to PSB past 30,000 pixels or 2 GB', () => {
    const small = { width: 30_000, height: 100, pixelBytes: 9e6, layers: 3 }
    expect(fitExtension('a.psd', small)).toBe('a.psd')
    expect(fitExtension('a.psd', { ...small, width: 30_001 })).toBe('a.psb')
    expect(fitExtension('a.psd', { ...small, pixelBytes: 7e8 })).toBe('a.psb')
    expect(fitExtension('a.tif', { ...small, width: 40_000 })).toBe('a.tif')
  })

  it('knows which files hold layers', () => {
    expect(['a.psd', 'a.PSB', 'a.png', 'a.tif'].map(isLayered)).toEqual([true, true, false, false])
  })
})

test('an empty -o is refused, not taken for the current folder', () => {
  expect(() => planOutputs(['/p/a.jpg'], { task: 'denoise', out: '', outIsFolder: false })).toThrow('-o: it is empty')
})
