import { dirname } from 'node:path'
import { itWithWeights, weights } from '../support/available'
import { endHelpers, pairPanel, startTestHelper, type TestHelper } from '../support/helper'
import { closePhotoshopPanels, openPhotoshopPanel, planeOf } from '../support/photoshop-panel'
import { PANEL } from '../support/test-panel'

let paired: { helper: TestHelper; token: string }

beforeAll(async () => {
  const network = weights('u2netp')
  const env = network === undefined ? {} : { FIRSTPASS_TEST_MODELS: dirname(network) }
  const helper = await startTestHelper({ engine: '../../../shared/helper/engine/engine-main', env })
  paired = { helper, token: await pairPanel(helper, PANEL) }
})
afterEach(closePhotoshopPanels)
afterAll(endHelpers)

const size = { width: 96, height: 64 }
/** A pattern of differing values that any denoiser takes for noise, around mid gray. */
const noiseAt = (x: number, y: number, channel: number): number =>
  ((x * 7 + y * 13 + channel * 5) * 2654435761 >>> 8) % 41 - 20

const spread = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

describe('the real engine through Photoshop', () => {
  it.each([[8, 255], [16, 32768]] as const)('denoises %i bits in their own range, alpha as it was', async (depth, white) => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const step = depth === 8 ? 1 : white / 255
    const document = ps.makeDocument({ ...size, depth, active: ['Noisy'], layers: [{
      name: 'Noisy', pixels: (x, y, channel) => Math.round((128 + noiseAt(x, y, channel)) * step),
      alpha: (x) => (x < 8 ? 0 : white),
    }, { kind: 'background', pixels: white }] })
    model.set('denoise', { method: 'traditional' })
    expect(await model.run('denoise')).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    const inside = (values: readonly number[]): number[] =>
      values.filter((_, at) => at % size.width >= 16).map((value) => value / step)
    const before = inside(planeOf(ps.layer(document, 'Noisy').colours[1], size))
    const after = inside(planeOf(document.state.layers[0]!.colours[1], size))
    expect(spread(after)).toBeLessThan(spread(before) / 2)
    expect(after.reduce((sum, value) => sum + value, 0) / after.length).toBeCloseTo(128, -0.5)
    expect(planeOf(document.state.layers[0]!.alpha, size)).toEqual(planeOf(ps.layer(document, 'Noisy').alpha, size))
  })

  it('strength 0 is the null test at 16 bits: every value comes back', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...size, depth: 16, layers: [{
      name: 'Ramp', pixels: (x, y, channel) => (x * 341 + y * 7 + channel) % 32769,
    }] })
    model.set('denoise', { strength: 0, method: 'traditional' })
    expect(await model.run('denoise')).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    for (const channel of [0, 1, 2]) {
      const [made, ramp] = [document.state.layers[0]!, ps.layer(document, 'Ramp')]
      expect(planeOf(made.colours[channel], size)).toEqual(planeOf(ramp.colours[channel], size))
    }
  })

  it('a mask that is given comes back as it is where it is not refined, at 16 bits', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...size, depth: 16, active: ['Portrait'], layers: [{
      name: 'Portrait', pixels: (x) => x * 300, mask: { paint: (x) => x * 341 },
    }, { kind: 'background', pixels: 0 }] })
    const before = planeOf(ps.layer(document, 'Portrait').mask?.plane, size)
    model.set('mask', { start: 'layer-mask', refine: false })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    const after = planeOf(ps.layer(document, 'Portrait').mask?.plane, size)
    expect(Math.max(...after.map((value, at) => Math.abs(value - before[at]!)))).toBeLessThanOrEqual(1)
  })

  it('upscales traditionally into a document of its own', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    ps.makeDocument({ ...size, layers: [{ name: 'Flat', pixels: (_x, _y, channel) => 40 + 50 * channel }] })
    model.set('upscale', { method: 'traditional', scale: 2 })
    expect(await model.run('upscale')).toMatchObject([{ status: 'placed', landed: { form: 'document', differs: [] } }])
    const made = ps.machine.documents.at(-1)!.state
    expect(made).toMatchObject({ width: 192, height: 128 })
    expect(made.layers[0]!.colours.map((plane) => plane.at(100, 60))).toEqual([40, 90, 140])
  })

  it('denoises with the model of its own', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...size, layers: [{
      name: 'Noisy', pixels: (x, y, channel) => 128 + noiseAt(x, y, channel),
    }] })
    const [report] = await model.run('denoise')
    expect(report).toMatchObject({ status: 'placed', landed: { differs: [] } })
    expect(report!.credit).toContain('firstpass-denoise')
    const [made, noisy] = [document.state.layers[0]!, ps.layer(document, 'Noisy')]
    expect(spread(planeOf(made.colours[1], size))).toBeLessThan(spread(planeOf(noisy.colours[1], size)) / 2)
  })

  itWithWeights('u2netp')('finds a disc by the network, and the mask has its shape', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const [width, height] = [320, 240]
    const isIn = (x: number, y: number): boolean => Math.hypot(x - 160, y - 120) < 70
    const document = ps.makeDocument({ width, height, active: ['Disc'], layers: [
      { name: 'Disc', pixels: (x, y, c) => Math.floor(isIn(x, y) ? [200, 60, 40][c]! + (x % 7) : 90 + y / 4 + c * 10) },
      { kind: 'background', pixels: 255 },
    ] })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { form: 'layer-mask', differs: [] } }])
    const matte = planeOf(ps.layer(document, 'Disc').mask?.plane, { width, height })
    const wrong = matte.filter((value, at) => (value > 127) !== isIn(at % width, Math.floor(at / width))).length
    expect(wrong / matte.length).toBeLessThan(0.01)
  })
})
