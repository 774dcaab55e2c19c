import { channelCount, hasAlpha, type PictureHeader, rowBytes } from '#protocol'
import type { Samples } from '#native'
import type { PictureFile } from '#helper/tasks/task'
import { alphaReader, bandRows, colourReader, copyScaled, newSamples, type RowRange, rowRanges, withRows } from './picture-rows'

export interface CopiedBand {
  range: RowRange
  samples: Samples
}

/**
 * The picture's rows in the form of `target` (same size): other depth, white = the target's, alpha laid on white where
 * the target has none. Bands are whole multiples of `unit` rows; each band is gone when the next is asked for.
 */
export function* copyBands(picture: PictureFile, target: PictureHeader, unit = 1): Generator<CopiedBand> {
  const fitting = bandRows(Math.max(rowBytes(target), rowBytes(picture.header)))
  const rows = Math.max(unit, fitting - fitting % unit)
  const isFlattened = hasAlpha(picture.header.channels) && !hasAlpha(target.channels)
  const perRow = target.width * channelCount(target.channels)
  const all = newSamples(target.sample, Math.min(rows, target.height) * perRow)
  for (const range of rowRanges(target.height, rows)) {
    const length = range.count * perRow
    const samples = all.subarray(0, length)
    if (isFlattened) flatten(picture, target, { range, samples })
    else {
      withRows(picture, range, (source) => {
        copyScaled(source, samples, { from: 0, step: 1, length, sourceMax: picture.header.max, outMax: target.max })
      })
    }
    yield { range, samples }
  }
}

/** The same memory as bytes. */
export const bytesOf = (samples: Samples): Uint8Array => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)

/** c * a + white * (1 - a) in the encoded values, as browsers and Photoshop do. */
function flatten(picture: PictureFile, target: PictureHeader, band: CopiedBand): void {
  const { range, samples } = band
  const planes = channelCount(target.channels)
  const count = range.count * target.width
  const alpha = new Float32Array(count)
  const colour = new Float32Array(count)
  alphaReader(picture)(range, alpha)
  const half = samples instanceof Float32Array ? 0 : 0.5
  for (let plane = 0; plane < planes; plane++) {
    colourReader(picture, plane)(range, colour)
    for (let i = 0; i < count; i++) {
      const share = alpha[i] as number
      samples[i * planes + plane] = ((colour[i] as number) * share + 1 - share) * target.max + half
    }
  }
}
