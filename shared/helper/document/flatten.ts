import fs from 'node:fs'
import path from 'node:path'
import { pixelBytes, plainHeader, rowBytes } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'
import { asWriteFailure } from './atomic-file'
import { writeAll } from './byte-sink'
import { coverage, stackColour, whiteOf } from './composite'
import { checkRoom } from './limits'
import { bytesOf } from './picture-copy'
import { bandRows, newSamples, type RowRange, rowRanges } from './picture-rows'
import { sampleOfDepth } from './psd-channel'
import { hasTransparency, type PsdDocument, visibleStacks } from './psd-document'

/**
 * All visible layers as one picture in the job folder: straight alpha where the document is transparent anywhere, so that a
 * cut-out keeps its colours to the edge (the merged picture of a PSD is laid on white instead).
 */
export function flattenDocument(
  document: PsdDocument, folder: string, progress: (stage: string, done: number, total: number) => void,
): PictureFile {
  const isTransparent = hasTransparency(document)
  const colours = document.mode === 'rgb' ? 3 : 1
  const channels = `${document.mode}${isTransparent ? '-alpha' as const : '' as const}` as const
  const header = plainHeader(document, channels, sampleOfDepth[document.depth])
  const file = path.join(folder, 'flat.raw')
  checkRoom(folder, pixelBytes(header))
  const descriptor = fs.openSync(file, 'w')
  try {
    let position = 0
    // Beside the band itself: a plane of every layer, in floating point while it is mixed.
    for (const range of rowRanges(document.height, bandRows(rowBytes(header) * 4))) {
      progress('mixing', range.top, document.height)
      const out = newSamples(header.sample, range.count * document.width * (colours + (isTransparent ? 1 : 0)))
      mixBand(document, range, { out, colours, isTransparent })
      position += writeAll(descriptor, bytesOf(out), position)
    }
  } catch (error) {
    throw asWriteFailure(error, file)
  } finally {
    fs.closeSync(descriptor)
  }
  return { file, offset: 0, header }
}

interface Band {
  out: ReturnType<typeof newSamples>
  colours: number
  isTransparent: boolean
}

/** Porter and Duff's "over", in encoded values: c = (s cs + (1 - s) a c) / (s + (1 - s) a). */
function mixBand(document: PsdDocument, range: RowRange, { out, colours, isTransparent }: Band): void {
  const length = range.count * document.width
  const step = colours + (isTransparent ? 1 : 0)
  const alpha = new Float32Array(length)
  const planes = Array.from({ length: colours }, () => new Float32Array(length))
  const white = whiteOf(out)
  for (const stack of visibleStacks(document)) {
    const cover = coverage(document, stack.base, range)
    const shares = Float32Array.from({ length }, (_, i) => (cover === undefined ? 1 : (cover[i] as number) / white))
    planes.forEach((plane, index) => {
      const colour = stackColour(document, stack, { plane: index, range })
      for (let i = 0; i < length; i++) {
        const share = shares[i] as number
        if (share === 0) continue
        const under = (alpha[i] as number) * (1 - share)
        const over = colour[i] as number
        plane[i] = under === 0 ? over : (over * share + (plane[i] as number) * under) / (share + under)
      }
    })
    for (let i = 0; i < length; i++) alpha[i] = (shares[i] as number) + (alpha[i] as number) * (1 - (shares[i] as number))
  }
  const half = white === 1 ? 0 : 0.5
  planes.forEach((plane, index) => {
    for (let i = 0; i < length; i++) out[i * step + index] = (plane[i] as number) + half
  })
  if (isTransparent) for (let i = 0; i < length; i++) out[i * step + colours] = (alpha[i] as number) * white + half
}
