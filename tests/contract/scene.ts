import type { PictureHost, Landed, Pixels } from '#host'
import { type Bounds, channelCount, type Channels, pixelBytes, plainHeader, type Sample } from '#protocol'
import type { KitOf } from './stage'

/** Globals are slow to reach within a test. */
const { round, floor } = Math

/** A document with one layer to work on, in words that every host of pictures understands. */
export interface Scene {
  width: number
  height: number
  channels: Channels
  sample: Sample
  /** Where the layer's pixels are; the whole document if absent. */
  bounds?: Bounds
  /** 0..1 at document coordinates; alpha is the last channel. */
  value(x: number, y: number, channel: number): number
  /** Fully selected there; with `edge`, 0..1 instead. */
  selection?: { bounds: Bounds; edge?: (x: number, y: number) => number }
  /** The layer's mask, 0..1. */
  mask?: (x: number, y: number) => number
  /** A layer that nothing can be done with, or nearly. */
  state?: 'empty' | 'locked' | 'background'
}

/** What a host is asked to do to itself, as a user would. */
export interface OpenedHost {
  host: PictureHost
  /** Of all that undo brings back. */
  hash(): string | Promise<string>
  /** As often as asked. */
  undo(times: number): void | Promise<void>
  /** `stroke`: a single pixel of the target, a little; `elsewhere`: what is no part of the target. */
  change(what: 'pixels' | 'stroke' | 'elsewhere' | 'size' | 'closed'): void | Promise<void>
  /** What is at a point of the document now, 0..1, in what was placed; undefined where it has no pixels, or is gone. */
  look(landed: Landed): (x: number, y: number) => number[] | undefined | Promise<number[] | undefined>
  /** Opens one more document, which is the active one then. */
  openAnother(): void | Promise<void>
  /**
   * Has the user choose two picture files, one after the other by name, and a folder of its own; absent where the host has no
   * dialogs. @returns what lies in that folder, by name
   */
  offerFiles?(): Promise<() => string[]>
  /** How many layers the document has, groups and what is in them counted. */
  countLayers(): number
  close(): void | Promise<void>
}

export type HostKit = KitOf<Scene, OpenedHost>

export const boundsOf = ({ bounds, width, height }: Scene): Bounds => bounds ?? { left: 0, top: 0, right: width, bottom: height }

/** The largest error of a value that was stored at this depth and back. */
export const stepOf = (sample: Sample): number => ({ u8: 1 / 255, u16: 1 / 32768, f32: 1e-6 })[sample]

export type Values = (x: number, y: number, channel: number) => number

/** Pixels of any picture or matte; windows may be asked for in any size. `value` in document coordinates, 0..1. */
export function makePixels(
  bounds: Bounds, form: { channels: Channels; sample: Sample; max?: 255 | 65535 | 32768 | 1 }, value: Values,
): Pixels & { reads: number } {
  const size = { width: bounds.right - bounds.left, height: bounds.bottom - bounds.top }
  const plain = plainHeader(size, form.channels, form.sample)
  const max = form.max ?? plain.max
  const count = channelCount(form.channels)
  const length = size.width * size.height * count
  const samples = new { u8: Uint8Array, u16: Uint16Array, f32: Float32Array }[form.sample](length)
  let index = 0
  for (let y = bounds.top; y < bounds.bottom; y++) {
    for (let x = bounds.left; x < bounds.right; x++) {
      for (let channel = 0; channel < count; channel++, index++) {
        const at = value(x, y, channel)
        samples[index] = form.sample === 'f32' ? at : round(at * max)
      }
    }
  }
  const bytes = new Uint8Array(samples.buffer)
  return {
    header: { ...plain, max, origin: { left: bounds.left, top: bounds.top } },
    reads: 0,
    read(offset, wanted) {
      this.reads++
      return bytes.slice(offset, offset + wanted)
    },
  }
}

/** All of a picture, 0..1, read in windows of an odd size. */
export async function readAll(pixels: Pixels, windowBytes = 997): Promise<(x: number, y: number, channel: number) => number> {
  const { header } = pixels
  const bytes = new Uint8Array(pixelBytes(header))
  const step = Math.max(4, windowBytes - windowBytes % 4)
  for (let offset = 0; offset < bytes.length; offset += step) {
    bytes.set(await pixels.read(offset, Math.min(step, bytes.length - offset)), offset)
  }
  const samples = header.sample === 'u8' ? bytes
    : header.sample === 'u16' ? new Uint16Array(bytes.buffer) : new Float32Array(bytes.buffer)
  const count = channelCount(header.channels)
  return (x, y, channel) =>
    (samples[((y - header.origin.top) * header.width + x - header.origin.left) * count + channel] ?? NaN) / header.max
}

/** Corners and some of the inside of a region. */
export function pointsOf({ left, top, right, bottom }: Bounds): [number, number][] {
  const xs = [left, right - 1, floor((left + right) / 2), floor((3 * left + right) / 4)]
  const ys = [top, bottom - 1, floor((top + bottom) / 2), floor((3 * top + bottom) / 4)]
  return xs.flatMap((x) => ys.map((y): [number, number] => [x, y]))
}

/** What went through JSON, as everything a panel keeps does. */
export const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
