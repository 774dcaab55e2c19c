import { Check } from './check'
import type { ChannelMix, ClipKernels, ProresForm } from './clip-kernels'
import type { Raster } from './kernels'

/** Side of the blocks that `cutOut` fills. */
export const CUT_BLOCK_PX = 8

/** Side of what `encodeProres` codes together. */
export const MACROBLOCK_PX = 16

/** The kernels of clips behind checks of every size. @throws KERNEL_MISUSED */
export function checkedClips(inner: ClipKernels): ClipKernels {
  return {
    spareCores(count) {
      new Check('spareCores').count(count, 'count', 0, 64)
      inner.spareCores(count)
    },
    mixChannels(source, target, mix) {
      const check = new Check('mixChannels')
      checkSamples(check, source, 'source')
      checkMix(check, source, mix, 65_535)
      check.length(target, source.width * source.height, 'target')
      inner.mixChannels(source, target, mix)
    },
    encodeProres(source, form) {
      checkProres(source, form)
      return inner.encodeProres(source, form)
    },
    cutOut(picture, matte, target, options) {
      const check = new Check('cutOut')
      checkSamples(check, picture, 'picture')
      checkSamples(check, matte, 'matte')
      check.raster(target, 'target')
      check.count(picture.channels, 'picture.channels', 3, 4)
      check.that(matte.channels === 1 && target.channels === 4, 'a matte has one channel, a cut-out four')
      check.that(isBeside(picture, matte) && isBeside(picture, target), 'picture, matte and target are not the same rows')
      check.that(target.data.constructor === picture.data.constructor, 'target is not of the kind of picture')
      check.that(picture.top % CUT_BLOCK_PX === 0, `the band begins at ${picture.top}, not between blocks`)
      for (const [raster, max] of [[picture, options.max], [matte, options.matteMax]] as const) {
        check.count(max, 'white', 1, raster.data instanceof Uint8Array ? 255 : 65_535)
      }
      const { colours } = options
      if (colours !== undefined) {
        check.count(colours.width, 'colours.width')
        check.count(colours.height, 'colours.height')
        check.length(colours.planes, 6 * colours.width * colours.height, 'colours')
      }
      inner.cutOut(picture, matte, target, options)
    },
    structureLoss(pair, options) {
      const check = new Check('structureLoss')
      check.count(pair.width, 'width', 1, 4096)
      check.count(pair.height, 'height', 1, 4096)
      check.length(pair.before, pair.width * pair.height, 'before')
      check.length(pair.after, pair.width * pair.height, 'after')
      check.count(options.blockPx, 'blockPx', 1, 64)
      check.count(options.stepPx, 'stepPx', 1, 64)
      check.count(options.reachPx, 'reachPx', 0, 64)
      check.finite(options.noise, 'noise', 1e-12, 1)
      return inner.structureLoss(pair, options)
    },
  }
}

function checkProres(source: Raster, form: ProresForm): void {
  const check = new Check('encodeProres')
  checkSamples(check, source, 'source')
  const { mixes, matrix, scale, alphaBits } = form
  check.that([0, 8, 16].includes(alphaBits), `alpha of ${alphaBits} bits`)
  check.length(mixes, alphaBits === 0 ? 3 : 4, 'mixes')
  for (const mix of mixes) checkMix(check, source, mix, 1023)
  check.length(matrix, 64, 'matrix')
  for (const step of matrix) check.count(step, 'a step of the matrix', 1, 255)
  check.count(scale, 'scale', 1, 224)
  const { top, height, fullHeight } = source
  const isWhole = top % MACROBLOCK_PX === 0 && (height % MACROBLOCK_PX === 0 || top + height === fullHeight)
  check.that(isWhole, `rows ${top} to ${top + height} are no whole macroblocks`)
}

function checkMix(check: Check, source: Raster, mix: ChannelMix, most: number): void {
  check.count(source.channels, 'source.channels', 1, 4)
  check.length(mix.weights, source.channels, 'weights')
  for (const weight of mix.weights) check.finite(weight, 'a weight', -1e6, 1e6)
  check.finite(mix.offset, 'offset', -1e6, 1e6)
  check.count(mix.most, 'most', 1, most)
}

function checkSamples(check: Check, raster: Raster, what: string): void {
  check.raster(raster, what)
  check.that(!(raster.data instanceof Float32Array), `${what} holds floats`)
}

const isBeside = (a: Raster, b: Raster): boolean =>
  a.width === b.width && a.height === b.height && a.top === b.top && a.fullHeight === b.fullHeight
