import { failure } from '#protocol'
import type { Raster, Region } from './kernels'

/** Refuses what a kernel could not do without touching memory that is not its own; `text` says what is wrong. */
export class Check {
  constructor(private readonly kernel: string) {}

  that(holds: boolean, text: string): void {
    if (!holds) throw failure('KERNEL_MISUSED', { kernel: this.kernel, reason: text })
  }

  count(value: number, what: string, least = 1, most = 2 ** 31 - 1): void {
    const holds = Number.isSafeInteger(value) && value >= least && value <= most
    this.that(holds, `${what} is ${value}, not a whole number in ${least}..${most}`)
  }

  finite(value: number, what: string, least: number, most: number): void {
    this.that(value >= least && value <= most, `${what} is ${value}, not ${least}..${most}`)
  }

  length(array: { length: number }, expected: number, what: string): void {
    const holds = Number.isSafeInteger(expected) && array.length === expected
    this.that(holds, `${what} holds ${array.length} samples, not ${expected}`)
  }

  raster(raster: Raster, what: string): void {
    this.count(raster.width, `${what}.width`)
    this.count(raster.height, `${what}.height`)
    this.count(raster.channels, `${what}.channels`, 1, 16)
    this.count(raster.fullHeight, `${what}.fullHeight`)
    this.count(raster.top, `${what}.top`, 0)
    this.that(raster.top + raster.height <= raster.fullHeight, `${what} ends below its picture`)
    this.length(raster.data, raster.width * raster.height * raster.channels, what)
  }

  region(region: Region, what: string): void {
    this.count(region.width, `${what}.width`)
    this.count(region.height, `${what}.height`)
    this.count(region.left, `${what}.left`, -(2 ** 31))
    this.count(region.top, `${what}.top`, -(2 ** 31))
  }

  planeMap(planes: readonly number[], channels: number): void {
    this.count(planes.length, 'planes.length', 1, 16)
    for (const channel of planes) this.count(channel, 'a channel of planes', 0, channels - 1)
  }

  rows(raster: Raster, rows: { top: number; height: number }): void {
    const holds = rows.top >= raster.top && rows.top + rows.height <= raster.top + raster.height
    const band = `${raster.top}..${raster.top + raster.height}`
    this.that(holds, `rows ${rows.top}..${rows.top + rows.height} are not in the band of ${band}`)
  }
}
