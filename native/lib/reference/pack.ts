import type { PackOptions, Raster, Region, UnpackOptions } from '../kernels'
import { isInteger, reflect, sampleAt, toInteger } from './geometry'

export function pack(source: Raster, region: Region, target: Float32Array, options: PackOptions): void {
  const { planes, scale, mean, std } = options
  const plane = region.width * region.height
  for (let y = 0; y < region.height; y++) {
    const row = reflect(region.top + y, source.fullHeight)
    for (let x = 0; x < region.width; x++) {
      const column = reflect(region.left + x, source.width)
      for (let p = 0; p < planes.length; p++) {
        const value = sampleAt(source, row, column, planes[p] as number) * scale
        target[p * plane + y * region.width + x] = (value - (mean[p] as number)) / (std[p] as number)
      }
    }
  }
}

export function unpack(source: Float32Array, region: Region, crop: Region, target: Raster, options: UnpackOptions): void {
  const { planes, scale, max } = options
  const plane = region.width * region.height
  const integer = isInteger(target)
  for (let y = crop.top; y < crop.top + crop.height; y++) {
    for (let x = crop.left; x < crop.left + crop.width; x++) {
      const from = (y - region.top) * region.width + x - region.left
      const to = ((y - target.top) * target.width + x) * target.channels
      for (let p = 0; p < planes.length; p++) {
        const value = (source[p * plane + from] as number) * scale
        target.data[to + (planes[p] as number)] = integer ? toInteger(value, max) : value
      }
    }
  }
}
