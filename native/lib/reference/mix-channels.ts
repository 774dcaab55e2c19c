import type { ChannelMix } from '../clip-kernels'
import type { Raster } from '../kernels'
import { toInteger } from './geometry'

export function mixChannels({ data, channels }: Raster, target: Uint16Array, { weights, offset, most }: ChannelMix): void {
  for (let i = 0, at = 0; i < target.length; i++, at += channels) {
    let sum = offset
    for (let c = 0; c < channels; c++) sum += (weights[c] as number) * (data[at + c] as number)
    target[i] = toInteger(sum, most)
  }
}
