import { join } from 'node:path'
import sharp from 'sharp'
import { garden } from '../../support/backdrops'
import { degrade } from '../../support/coarse-matte'
import { renderComposite } from '../../support/composites'
import { fixedNetwork, rgbInput, runMask } from '../../support/run-mask'

const size = { width: 360, height: 240 }

/** A change of method that is meant shows here first; FIRSTPASS_WRITE_GOLDEN=1 writes the pictures anew, to be looked at. */
describe('refined mattes look as they did', () => {
  it.each(['hair', 'fur'] as const)('%s', async (kind) => {
    const composite = renderComposite(kind, { ...size, seed: 3, backdrop: garden(360, 240, 4) })
    const coarse = degrade({ ...size, values: composite.truth }, { side: 96, sigma: 1, contrast: 1.4 })
    const picture = rgbInput(composite.picture, size.width, size.height)
    const { matte } = await runMask({ picture, model: fixedNetwork(coarse) })
    const file = join(__dirname, `${kind}.png`)
    if (process.env['FIRSTPASS_WRITE_GOLDEN'] === '1') {
      await sharp(matte.data as Uint8Array, { raw: { ...size, channels: 1 } }).png().toFile(file)
    }
    const { data } = await sharp(file).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    const differences = Array.from(matte.data, (value, i) => Math.abs(value - data[i]!))
    // Other processors round sums otherwise: a few pixels where colours say little may then differ, but no region.
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(0.5)
    expect(differences.filter((value) => value > 16).length).toBeLessThan(0.002 * differences.length)
  })
})
