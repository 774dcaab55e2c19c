import type { Bounds, Sample } from '#protocol'
import { intersect, isEmpty, widthOf } from './geometry'

/** What Photoshop's buffers hold: 0..255, 0..32768, or 0..1 and beyond. */
export type HostSamples = Uint8Array | Uint16Array | Float32Array

/** The same bytes as numbers. */
export function viewSamples(bytes: Uint8Array<ArrayBuffer>, sample: Sample): HostSamples {
  if (sample === 'u8') return bytes
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  if (sample === 'u16') return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2)
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4)
}

export const bytesOf = (samples: HostSamples): Uint8Array<ArrayBuffer> =>
  new Uint8Array(samples.buffer as ArrayBuffer, samples.byteOffset, samples.byteLength)

/**
 * FNV-1a (Fowler, Noll, Vo) over words of 32 bits instead of bytes, four times as fast; what is left over, byte by byte.
 * @param sum of what came before @returns 0..2^32-1
 */
export function sumBytes(bytes: Uint8Array<ArrayBuffer>, sum: number): number {
  const PRIME = 0x01000193
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2)
  let hash = sum ^ 0x811c9dc5
  for (let at = 0; at < words.length; at += 1) hash = Math.imul(hash ^ (words[at] as number), PRIME)
  for (let at = words.length * 4; at < aligned.length; at += 1) hash = Math.imul(hash ^ (aligned[at] as number), PRIME)
  return hash >>> 0
}

export function makeSamples(sample: Sample, count: number): HostSamples {
  if (sample === 'u8') return new Uint8Array(count)
  return sample === 'u16' ? new Uint16Array(count) : new Float32Array(count)
}

export const sampleOf = (samples: HostSamples): Sample =>
  samples instanceof Uint8Array ? 'u8' : samples instanceof Uint16Array ? 'u16' : 'f32'

/** The value of white in Photoshop's buffers. */
export const whiteOf = (sample: Sample): 255 | 32768 | 1 => (sample === 'u8' ? 255 : sample === 'u16' ? 32768 : 1)

/** Samples in another depth, rounded; `from` and `to` are the values of white. */
export function convertSamples(given: HostSamples, from: number, to: { sample: Sample; max: number }): HostSamples {
  if (sampleOf(given) === to.sample && from === to.max) return given
  const made = makeSamples(to.sample, given.length)
  const factor = to.max / from
  const isWhole = to.sample !== 'f32'
  for (let at = 0; at < given.length; at += 1) {
    const value = (given[at] as number) * factor
    made[at] = isWhole ? Math.round(Math.min(to.max, Math.max(0, value))) : value
  }
  return made
}

/** Samples with as many channels as wanted: alpha is added opaque or left out, gray is repeated. */
export function convertChannels(given: HostSamples, from: number, to: number): HostSamples {
  if (from === to) return given
  const sample = sampleOf(given)
  const pixels = given.length / from
  const made = makeSamples(sample, pixels * to)
  const colours = to >= 3 ? 3 : 1
  const hasAlpha = to === 2 || to === 4
  const alphaAt = from === 2 || from === 4 ? from - 1 : -1
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < colours; channel += 1) {
      made[pixel * to + channel] = given[pixel * from + (from >= 3 ? channel : 0)] as number
    }
    if (hasAlpha) made[pixel * to + to - 1] = alphaAt < 0 ? whiteOf(sample) : given[pixel * from + alphaAt] as number
  }
  return made
}

export interface Block {
  samples: HostSamples
  bounds: Bounds
}

/** Copies the part of a block that lies in another, which has the same channels and depth. */
export function paste(from: Block, onto: Block, channels: number): void {
  const common = intersect(from.bounds, onto.bounds)
  if (isEmpty(common)) return
  const length = widthOf(common) * channels
  for (let y = common.top; y < common.bottom; y += 1) {
    const start = offsetIn(from.bounds, common.left, y) * channels
    onto.samples.set(from.samples.subarray(start, start + length), offsetIn(onto.bounds, common.left, y) * channels)
  }
}

const offsetIn = (bounds: Bounds, x: number, y: number): number => (y - bounds.top) * widthOf(bounds) + x - bounds.left
