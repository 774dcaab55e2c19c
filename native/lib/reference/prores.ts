import { MACROBLOCK_PX } from '../checked-clips'
import type { ProresForm, ProresSlices } from '../clip-kernels'
import type { Raster } from '../kernels'
import { mixChannels } from './mix-channels'
import { BLOCK_PX, levelsOf } from './prores-block'
import { Bits, codeAlpha, codeLevels } from './prores-code'

const MOST_MACROBLOCKS = 8

interface Place {
  left: number
  /** Of the band. */
  top: number
  macroblocks: number
}

export function encodeProres(source: Raster, form: ProresForm): ProresSlices {
  const planes = form.mixes.map((mix) => {
    const plane = new Uint16Array(source.width * source.height)
    mixChannels(source, plane, mix)
    return plane
  })
  const slices = placesOf(source).map((place) => encodeSlice(place, form, (plane, x, y) => {
    const [column, row] = [Math.min(source.width - 1, place.left + x), Math.min(source.height - 1, place.top + y)]
    return (planes[plane] as Uint16Array)[row * source.width + column] as number
  }))
  return { bytes: Uint8Array.from(slices.flat()), sizes: Uint16Array.from(slices, ({ length }) => length) }
}

/** Eight macroblocks each; what is left at the right end of a row is split into powers of two. */
function placesOf({ width, height }: Raster): Place[] {
  const places: Place[] = []
  const across = Math.ceil(width / MACROBLOCK_PX)
  for (let top = 0; top < height; top += MACROBLOCK_PX) {
    for (let at = 0, macroblocks = MOST_MACROBLOCKS; at < across; at += macroblocks) {
      while (across - at < macroblocks) macroblocks /= 2
      places.push({ left: at * MACROBLOCK_PX, top, macroblocks })
    }
  }
  return places
}

type SampleAt = (plane: number, x: number, y: number) => number

function encodeSlice({ macroblocks }: Place, { matrix, scale, alphaBits }: ProresForm, sampleAt: SampleAt): number[] {
  const steps = matrix.map((step) => step * scale)
  const parts = [0, 1, 2].map((plane) => {
    const bits = new Bits()
    codeLevels(blocksOf(macroblocks, plane > 0, (x, y) => sampleAt(plane, x, y)).map((block) => levelsOf(block, steps)), bits)
    return bits.bytes()
  })
  if (alphaBits > 0) {
    const bits = new Bits()
    const width = macroblocks * MACROBLOCK_PX
    codeAlpha(Array.from({ length: width * MACROBLOCK_PX }, (_, i) => {
      const value = sampleAt(3, i % width, Math.floor(i / width))
      return alphaBits === 8 ? value >> 2 : (value << 6) | (value >> 4)
    }), alphaBits, bits)
    parts.push(bits.bytes())
  }
  const sizes = parts.slice(0, -1).flatMap(({ length }) => [length >> 8, length & 255])
  return [(2 + sizes.length) << 3, scale, ...sizes, ...parts.flat()]
}

/** Four of each macroblock: those of luma row by row, those of chroma column by column. */
function blocksOf(macroblocks: number, isChroma: boolean, at: (x: number, y: number) => number): number[][] {
  return Array.from({ length: 4 * macroblocks }, (_, index) => {
    const [one, other] = [index & 1, (index >> 1) & 1]
    const [right, below] = isChroma ? [other, one] : [one, other]
    const left = (index >> 2) * MACROBLOCK_PX + right * BLOCK_PX
    return Array.from({ length: BLOCK_PX * BLOCK_PX }, (__, i) =>
      at(left + (i % BLOCK_PX), below * BLOCK_PX + Math.floor(i / BLOCK_PX)))
  })
}
