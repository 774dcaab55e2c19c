import type { LightPair, StructureOptions } from '../clip-kernels'

export function structureLoss(pair: LightPair, options: StructureOptions): number {
  const { width, height } = pair
  const { blockPx, stepPx } = options
  const block = { width: Math.min(blockPx, width), height: Math.min(blockPx, height) }
  let [all, lost] = [0, 0]
  for (let top = 0; top + block.height <= height; top += stepPx) {
    for (let left = 0; left + block.width <= width; left += stepPx) {
      const patch = patchOf(pair, { left, top, ...block })
      const weight = Math.sqrt(patch.energy)
      all += weight
      lost += weight * (1 - likeness(patch, pair, options))
    }
  }
  return all > 0 ? lost / all : 0
}

interface Place { left: number; top: number; width: number; height: number }

/** Luminance around its mean, and the sum of its squares. */
interface Patch extends Place {
  values: Float32Array
  energy: number
}

function patchOf({ after, width: across }: LightPair, place: Place): Patch {
  const { left, top, width, height } = place
  const values = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const from = (top + y) * across + left
    values.set(after.subarray(from, from + width), y * width)
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let energy = 0
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i] as number) - mean
    energy += (values[i] as number) ** 2
  }
  return { ...place, values, energy }
}

/** The largest squared correlation of a patch with any place that it may have come from. */
function likeness(patch: Patch, { before, width, height }: LightPair, { reachPx, noise }: StructureOptions): number {
  const noiseEnergy = noise * patch.values.length
  let best = 0
  for (let y = Math.max(0, patch.top - reachPx); y <= Math.min(height - patch.height, patch.top + reachPx); y++) {
    for (let x = Math.max(0, patch.left - reachPx); x <= Math.min(width - patch.width, patch.left + reachPx); x++) {
      let [product, sum, squares] = [0, 0, 0]
      for (let j = 0, i = 0; j < patch.height; j++) {
        for (let at = (y + j) * width + x, end = at + patch.width; at < end; at++, i++) {
          const value = before[at] as number
          product += value * (patch.values[i] as number)
          sum += value
          squares += value * value
        }
      }
      const energy = Math.max(0, squares - (sum * sum) / patch.values.length)
      if (product > 0) best = Math.max(best, (product * product) / ((patch.energy + noiseEnergy) * (energy + noiseEnergy)))
    }
  }
  return best
}
