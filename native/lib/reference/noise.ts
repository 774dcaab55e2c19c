import type { NoiseOptions, NoiseProfile, Raster } from '../kernels'
import { type BlockNoise, measureBlock, NOISE_BLOCK_PX } from './noise-block'

/** The share of a band's blocks that is taken to be flat, and the standard normal quantile of it. */
const FLAT_SHARE = 0.1
const FLAT_QUANTILE = -1.2816
/** A band with fewer blocks says nothing. */
const MIN_BLOCKS = 8

/**
 * Flat blocks are those whose variance about a fitted plane is low; the lower quantile of all blocks in a band of
 * luminance is corrected for being the lower one, as for chi-squared (Wilson, Hilferty 1931) with the degrees of freedom
 * that the noise's own correlation leaves.
 */
export function estimateNoise(source: Raster, options: NoiseOptions): NoiseProfile {
  const colours = source.channels >= 3 ? 3 : 1
  const { bands, max } = options
  const found: BlockNoise[][] = Array.from({ length: bands }, () => [])
  for (let y = 0; y + NOISE_BLOCK_PX <= source.height; y += NOISE_BLOCK_PX) {
    for (let x = 0; x + NOISE_BLOCK_PX <= source.width; x += NOISE_BLOCK_PX) {
      const block = measureBlock(source, { x, y }, { colours, max })
      if (block !== undefined) found[Math.min(bands - 1, Math.floor(block.luminance * bands))]?.push(block)
    }
  }
  const figures = (): Float32Array => new Float32Array(bands * 3)
  const profile = { bands, sigma: figures(), fine: figures(), blocks: figures() }
  found.forEach((blocks, band) => {
    if (blocks.length < MIN_BLOCKS) return
    for (let c = 0; c < 3; c++) judgeBand(blocks, Math.min(c, colours - 1), { profile, at: band * 3 + c })
  })
  for (let c = 0; c < 3; c++) borrow(profile, c)
  return profile
}

function judgeBand(blocks: readonly BlockNoise[], channel: number, into: { profile: NoiseProfile; at: number }): void {
  const sorted = blocks.map((block) => block.channels[channel] as BlockNoise['channels'][number])
  sorted.sort((a, b) => a.variance - b.variance)
  const count = Math.max(MIN_BLOCKS / 2, Math.ceil(sorted.length * FLAT_SHARE))
  const flat = sorted.slice(0, count)
  const mean = (of: (noise: (typeof flat)[number]) => number): number => flat.reduce((sum, noise) => sum + of(noise), 0) / count
  const variance = mean((noise) => noise.variance)
  const spread = mean((noise) => noise.spread)
  const freedom = (NOISE_BLOCK_PX ** 2 - 3) / spread
  const low = (1 - 2 / (9 * freedom) + FLAT_QUANTILE * Math.sqrt(2 / (9 * freedom))) ** 3
  const whole = (flat[count - 1]?.variance ?? 0) / Math.max(low, 0.25)
  const { profile, at } = into
  profile.sigma[at] = 255 * Math.sqrt(whole)
  profile.fine[at] = variance > 0 ? 255 * Math.sqrt((whole * mean((noise) => noise.fine)) / variance) : 0
  profile.blocks[at] = count
}

/** Bands without figures take them from the nearest band below and above, in proportion to the distance. */
function borrow(profile: NoiseProfile, channel: number): void {
  const isMeasured = (band: number): boolean => (profile.blocks[band * 3 + channel] as number) > 0
  const measured = Array.from({ length: profile.bands }, (_, band) => band).filter(isMeasured)
  if (measured.length === 0) return
  for (let band = 0; band < profile.bands; band++) {
    if (isMeasured(band)) continue
    const above = measured.find((other) => other > band)
    const below = measured.findLast((other) => other < band) ?? (above as number)
    const upper = above ?? below
    const share = upper === below ? 0 : (band - below) / (upper - below)
    for (const figures of [profile.sigma, profile.fine]) {
      const low = figures[below * 3 + channel] as number
      figures[band * 3 + channel] = low + ((figures[upper * 3 + channel] as number) - low) * share
    }
  }
}
