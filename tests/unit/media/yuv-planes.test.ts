import { yuvPlanes } from '#helper/media/yuv-planes'
import { kernels, type Raster } from '#native'
import type { PictureHeader } from '#protocol'
import { headerOf } from '../../support/run-task'

/** One pixel, through the kernel: its samples on all planes. */
function planesOf(samples: number[], header: PictureHeader, { matrix = 1, alpha = false } = {}): number[] {
  const data = header.sample === 'u8' ? Uint8Array.from(samples) : Uint16Array.from(samples)
  const source: Raster = { data, width: 1, height: 1, channels: samples.length, top: 0, fullHeight: 1 }
  const made = new Uint16Array(1)
  return yuvPlanes(header, { matrix, alpha }).map((mix) => {
    kernels().mixChannels(source, made, mix)
    return made[0] as number
  })
}

const rgb = headerOf(1, 1)
const deep = headerOf(1, 1, { sample: 'u16' })
const black = [0, 0, 0]
const white = [255, 255, 255]

describe('planes of YUV', () => {
  it('are those of BT.709 for pure colours (SMPTE RP 219 values at 100 %)', () => {
    const of = (samples: number[]): number[] => planesOf(samples, rgb)
    expect(of(white)).toEqual([940, 512, 512])
    expect(of(black)).toEqual([64, 512, 512])
    expect(of([255, 255, 0])).toEqual([877, 64, 553])
    expect(of([0, 255, 255])).toEqual([754, 615, 64])
    expect(of([0, 255, 0])).toEqual([691, 167, 105])
    expect(of([255, 0, 255])).toEqual([313, 857, 919])
    expect(of([255, 0, 0])).toEqual([250, 409, 960])
    expect(of([0, 0, 255])).toEqual([127, 960, 471])
  })

  it('are those of BT.601 and BT.2020', () => {
    const red = (matrix: number): number[] => planesOf([255, 0, 0], rgb, { matrix })
    expect(red(6)).toEqual([326, 361, 960])
    expect(red(5)).toEqual([326, 361, 960])
    expect(red(9)).toEqual([294, 387, 960])
  })

  it('keep gray gray and each level where it belongs, from 8 and from 16 bits', () => {
    for (let level = 0; level < 256; level++) {
      const wanted = [Math.round(64 + (876 * level) / 255), 512, 512]
      expect(planesOf([level, level, level], rgb)).toEqual(wanted)
      expect(planesOf([257 * level, 257 * level, 257 * level], deep)).toEqual(wanted)
      expect(planesOf([level], headerOf(1, 1, { channels: 'gray' }))).toEqual(wanted)
    }
  })

  it('round alpha to the nearest of 10 bits, opaque to opaque', () => {
    const target = { alpha: true }
    const both = [headerOf(1, 1, { channels: 'rgb-alpha' }), headerOf(1, 1, { channels: 'rgb-alpha', sample: 'u16' })] as const
    for (let alpha = 0; alpha < 256; alpha++) {
      const wanted = Math.round((alpha * 1023) / 255)
      expect(planesOf([9, 9, 9, alpha], both[0], target)[3]).toBe(wanted)
      expect(planesOf([9, 9, 9, 257 * alpha], both[1], target)[3]).toBe(wanted)
      // What ProRes stores of 8 bits is the matte's own sample.
      expect(wanted >> 2).toBe(alpha)
    }
    expect(planesOf(white, rgb, target)[3]).toBe(1023)
  })
})
