import { plainHeader, tasks } from '#protocol'
import { jobsOf, type OpenDocument, type Sheet, undone, withStep } from '#standalone/web/document'
import { baseName, saveOrder } from '#standalone/web/save-document'

const sheet = (job: string, width = 40, height = 30): Sheet =>
  ({ header: plainHeader({ width, height }, 'rgb', 'u8'), at: { job: job.padEnd(20, '0'), result: 'picture' } })
const matte: Sheet = {
  header: plainHeader({ width: 40, height: 30 }, 'gray', 'u8'), at: { job: 'm'.padEnd(20, '0'), result: 'matte' },
}

const base = { id: 'base', name: 'Photograph', sheet: sheet('a'), isVisible: true, opacity: 100, order: 0 }
const document: OpenDocument = {
  id: 'd', name: 'portrait.jpg', width: 40, height: 30, opened: 'a'.padEnd(20, '0'), facts: '', notes: [],
  content: { layers: [base], active: 'base' }, past: [],
}
const denoised = {
  id: 'l', name: 'Denoised 35 (Firstpass)', sheet: sheet('b'), isVisible: false, opacity: 60, order: 2,
  job: { id: 'j2', recipe: '{"task":"denoise"}' },
}
const mask = { id: 'm', sheet: matte, isOn: false, order: 1, job: { id: 'j1', recipe: '{"task":"mask"}' } }
const both: OpenDocument = { ...document, content: { ...document.content, layers: [{ ...base, mask }, denoised] } }

const optionsOf = (order: ReturnType<typeof saveOrder>) => tasks.save.options.parse(order.options)

describe('a document as the job that writes it', () => {
  it('keeps layers, masks, opacity and what is hidden, and how the newest was made', () => {
    const order = saveOrder(both, 'psd')
    expect(optionsOf(order)).toMatchObject({
      format: 'psd', flatten: false, metadata: 'opened', job: '{"task":"denoise"}',
      layers: [
        { name: 'Photograph', picture: 'layer-0', mask: 'mask-0', hidden: false, opacity: 100 },
        { name: 'Denoised 35 (Firstpass)', picture: 'layer-1', hidden: true, opacity: 60 },
      ],
    })
    expect(Object.keys(order.inputs!)).toEqual(['opened', 'layer-0', 'mask-0', 'layer-1'])
  })

  it('clips a result to the masked photograph that it was made of, where nothing else lies between and both are seen', () => {
    const result = { ...denoised, of: 'base' }
    const clippedOf = (...layers: OpenDocument['content']['layers']): boolean[] =>
      optionsOf(saveOrder({ ...document, content: { ...document.content, layers } }, 'psd')).layers.map(({ clipped }) => clipped)
    expect(clippedOf({ ...base, mask }, result, { ...result, id: 'l2' })).toEqual([false, true, true])
    expect(clippedOf(base, result)).toEqual([false, false])
    expect(clippedOf({ ...base, mask, isVisible: false }, result)).toEqual([false, false])
    expect(clippedOf({ ...base, mask }, denoised, { ...result, id: 'l2' })).toEqual([false, false, false])
  })

  it('calls an untouched photograph the Background, as Photoshop does', () => {
    expect(optionsOf(saveOrder(document, 'psd')).layers).toMatchObject([{ name: 'Background' }])
  })

  it('as a PNG is what shows: a mask that is switched off hides nothing', () => {
    expect(optionsOf(saveOrder(both, 'png'))).toMatchObject({ format: 'png', flatten: true })
    expect(optionsOf(saveOrder(both, 'png')).layers[0]!.mask).toBeUndefined()
  })

  it('is a PSB where a PSD would be too small', () => {
    const wide = { ...document, width: 30_001 }
    expect(optionsOf(saveOrder(wide, 'psd')).format).toBe('psb')
    const heavy = { ...document, content: { ...document.content, layers: [{ ...base, sheet: sheet('a', 29_000, 29_000) }] } }
    expect(optionsOf(saveOrder(heavy, 'psd')).format).toBe('psb')
  })

  it.each([
    ['holiday.JPG', 'holiday-firstpass'], ['small – Upscaled 2x (Firstpass)', 'small – Upscaled 2x-firstpass'],
    ['../a/b:c*?.psd', '.._a_b_c__-firstpass'], ['<img src=x onerror=y>.png', '_img src=x onerror=y_-firstpass'],
    ['.png', 'picture-firstpass'],
  ])('is called by its file: %s', (name, expected) => {
    expect(baseName(name)).toBe(expected)
  })

  it('has places to check in a PSD only', () => {
    const checks = { id: 'c', boxes: [{ left: 1, top: 2, right: 3, bottom: 4 }], isVisible: true, job: mask.job }
    const checked = { ...document, content: { ...document.content, checks } }
    expect(optionsOf(saveOrder(checked, 'psd')).checks).toEqual(checks.boxes)
    expect(optionsOf(saveOrder(checked, 'png')).checks).toBeUndefined()
  })
})

describe('a document\'s history', () => {
  it('is as long as fifty steps, and names every job that an undo would show', () => {
    let stepped = document
    for (let step = 0; step < 60; step++) stepped = withStep(stepped, both.content, `step ${step}`)
    expect([stepped.past.length, stepped.past[0]!.step]).toEqual([50, 'step 10'])
    const once = withStep(both, document.content, 'Remove')
    expect([...new Set(jobsOf(once))]).toEqual([document.opened, 'm'.padEnd(20, '0'), 'b'.padEnd(20, '0')])
    expect(undone(once).content).toBe(both.content)
    expect(undone(document)).toBe(document)
  })
})
