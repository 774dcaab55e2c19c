import type { Tile } from './tile'

/** How far colour grows into what is fully transparent; networks look little further across such an edge. */
export const FILL_REACH_PX = 16

/**
 * Gives pixels of alpha 0 the mean colour of their neighbours that have one, ring by ring, so that a network sees no edge
 * where hidden colour begins. The last plane is alpha; colours of pixels that show are not touched.
 * Pixels further than `FILL_REACH_PX` from any that shows keep what they had.
 */
export function fillTransparent(tile: Tile): void {
  const { width, height, channels, planes } = tile
  const size = width * height
  const alpha = planes.subarray((channels - 1) * size)
  const known = Uint8Array.from(alpha, (value) => (value > 0 ? 1 : 0))
  let rim = hiddenBeside(known, width, height)
  for (let ring = 0; ring < FILL_REACH_PX && rim.length > 0; ring++) {
    for (let c = 0; c < channels - 1; c++) {
      const plane = planes.subarray(c * size, (c + 1) * size)
      for (const i of rim) plane[i] = meanBeside(plane, known, { i, width, height })
    }
    for (const i of rim) known[i] = 1
    rim = nextRim(rim, known, width, height)
  }
}

function* besides(i: number, width: number, height: number): Generator<number> {
  const x = i % width
  const y = (i - x) / width
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      if ((dx !== 0 || dy !== 0) && x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height) yield i + dy * width + dx
    }
  }
}

function hiddenBeside(known: Uint8Array, width: number, height: number): number[] {
  const rim: number[] = []
  for (let i = 0; i < known.length; i++) {
    if (known[i] === 1) continue
    for (const j of besides(i, width, height)) {
      if (known[j] === 1) {
        rim.push(i)
        break
      }
    }
  }
  return rim
}

function nextRim(rim: readonly number[], known: Uint8Array, width: number, height: number): number[] {
  const next = new Set<number>()
  for (const i of rim) for (const j of besides(i, width, height)) if (known[j] === 0) next.add(j)
  return [...next]
}

function meanBeside(plane: Float32Array, known: Uint8Array, at: { i: number; width: number; height: number }): number {
  let sum = 0
  let count = 0
  for (const j of besides(at.i, at.width, at.height)) {
    if (known[j] !== 1) continue
    sum += plane[j] as number
    count++
  }
  return sum / count
}
