import type { PictureHost, PlaceHow, Pixels, Result } from '#host'
import { type PictureHeader, plainHeader } from '#protocol'
import { openPhotoshopHost, type HostModules } from '../../../plugins/photoshop/host'
import { openPhotoshop, type Photoshop, type PhotoshopOptions } from '../../simulators/photoshop'

export interface Running {
  ps: Photoshop
  host: PictureHost
}

/** The adapter in a running simulator; its types are those that the adapter was written against. */
export function openHost(options: PhotoshopOptions = {}): Running {
  const ps = openPhotoshop(options)
  const modules: HostModules = { photoshop: ps.photoshop, uxp: ps.uxp, fs: ps.fs }
  return { ps, host: openPhotoshopHost(modules) }
}

export function pixelsOf(header: PictureHeader, value: (x: number, y: number, channel: number) => number): Pixels {
  const channels = { gray: 1, 'gray-alpha': 2, rgb: 3, 'rgb-alpha': 4 }[header.channels]
  const Samples = { u8: Uint8Array, u16: Uint16Array, f32: Float32Array }[header.sample]
  const samples = new Samples(header.width * header.height * channels)
  for (let at = 0; at < samples.length; at += 1) {
    const pixel = Math.floor(at / channels)
    samples[at] = value(pixel % header.width, Math.floor(pixel / header.width), at % channels)
  }
  const bytes = new Uint8Array(samples.buffer)
  return { header, read: (offset, length) => bytes.slice(offset, offset + length) }
}

/** A matte, u8, whose values are known. */
export const matteOf = (size: { width: number; height: number }, value: (x: number, y: number) => number): Result =>
  ({ kind: 'matte', matte: pixelsOf(plainHeader(size, 'gray', 'u8', ''), value) })

let jobs = 0

export function howTo(change: Partial<PlaceHow> = {}): PlaceHow {
  jobs += 1
  return {
    form: 'layer-mask', combine: 'replace', name: 'Subject (Firstpass)', step: 'Select subject',
    job: { id: `job${String(jobs).padStart(20, '0')}`, recipe: '{"task":"mask"}' },
    progress: () => undefined, isCancelled: () => false, ...change,
  }
}

/** All samples of a reading's picture. */
export async function samplesOf(pixels: Pixels): Promise<number[]> {
  const { header } = pixels
  const size = { u8: 1, u16: 2, f32: 4 }[header.sample]
  const channels = { gray: 1, 'gray-alpha': 2, rgb: 3, 'rgb-alpha': 4 }[header.channels]
  const bytes = await pixels.read(0, header.width * header.height * channels * size)
  if (header.sample === 'u8') return [...bytes]
  return header.sample === 'u16' ? [...new Uint16Array(bytes.buffer)] : [...new Float32Array(bytes.buffer)]
}
