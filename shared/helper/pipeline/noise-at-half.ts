import { kernels, type NoiseProfile, type Raster } from '#native'

/** Noise of a picture at half size over its noise at full size: up to here it is noise, from here on texture, which stays. */
const NOISE_RATIO = 0.9
const TEXTURE_RATIO = 1.2

/** What is believed of a level that texture made. */
const TEXTURE_SHARE = 0.35

/**
 * An upper bound of the noise by luminance, as standard deviation on 0..1, where colour can't tell: averaging 2 x 2 pixels
 * lowers noise, and texture hardly. Infinite where the half size has no flat area.
 */
export function boundByHalving(sampled: Raster, { max, bands }: { max: number; bands: number }): Float32Array {
  const plane = luminanceOf(sampled, max)
  const { width, height } = sampled
  const full = profileOf(plane, { width, height, bands })
  const size = { width: Math.ceil(width / 2), height: Math.ceil(height / 2), bands }
  const half = profileOf(kernels().halvePlanes(plane, width, height, 1), size)
  return Float32Array.from({ length: bands }, (_, band) => {
    const level = full.sigma[band * 3] as number
    if (!(level > 0) || half.blocks[band * 3] === 0) return Infinity
    const texture = ((half.sigma[band * 3] as number) / level - NOISE_RATIO) / (TEXTURE_RATIO - NOISE_RATIO)
    return (level / 255) * (1 - (1 - TEXTURE_SHARE) * Math.min(1, Math.max(0, texture)))
  })
}

function profileOf(data: Float32Array, { width, height, bands }: { width: number; height: number; bands: number }): NoiseProfile {
  const raster: Raster = { data, width, height, channels: 1, top: 0, fullHeight: height }
  return kernels().estimateNoise(raster, { max: 1, bands })
}

function luminanceOf({ data, channels }: Raster, max: number): Float32Array {
  if (channels === 1) return Float32Array.from(data, (value) => value / max)
  const plane = new Float32Array(data.length / channels)
  for (let i = 0, at = 0; i < plane.length; i++, at += channels) {
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number]
    plane[i] = (0.299 * red + 0.587 * green + 0.114 * blue) / max
  }
  return plane
}
