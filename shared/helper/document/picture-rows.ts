import { openWindow, type Samples } from '#native'
import { channelCount, hasAlpha, type PictureHeader, rowBytes } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'

/** Bytes of pixels looked at in one go, unless one row is longer. */
const BAND_BYTES = 16 * 1024 * 1024

export interface RowRange {
  top: number
  count: number
}

/** The white of each kind of sample as files hold it. */
export const fileMax = { u8: 255, u16: 65535, f32: 1 } as const

export function newSamples(sample: PictureHeader['sample'], length: number): Samples {
  if (sample === 'u8') return new Uint8Array(length)
  return sample === 'u16' ? new Uint16Array(length) : new Float32Array(length)
}

/** How many rows of `bytesPerRow` make one band; at least one. */
export function bandRows(bytesPerRow: number): number {
  return Math.max(1, Math.floor(BAND_BYTES / bytesPerRow))
}

/** Top-down ranges of `bandRows` rows that cover `height`. */
export function* rowRanges(height: number, rows: number): Generator<RowRange> {
  for (let top = 0; top < height; top += rows) yield { top, count: Math.min(rows, height - top) }
}

/** Lends the interleaved samples of some rows; they are gone when `use` returns. */
export function withRows<T>(picture: PictureFile, range: RowRange, use: (samples: Samples) => T): T {
  const bytes = rowBytes(picture.header)
  const window = openWindow(picture.file, { offset: picture.offset + range.top * bytes, length: range.count * bytes })
  try {
    if (picture.header.sample === 'u8') return use(window.u8())
    return use(picture.header.sample === 'u16' ? window.u16() : window.f32())
  } finally {
    window.close()
  }
}

/** `out[i] = source[from + i * step]`, white becoming white; integers are rounded and clamped. */
export function copyScaled(
  source: Samples, out: Samples, pick: { from: number; step: number; length: number; sourceMax: number; outMax: number },
): void {
  const { from, step, length, sourceMax, outMax } = pick
  const scale = outMax / sourceMax
  if (scale === 1 && (source instanceof Float32Array) === (out instanceof Float32Array)) {
    if (step === 1) out.set(source.subarray(from, from + length))
    else for (let i = 0, at = from; i < length; i++, at += step) out[i] = source[at] as number
    return
  }
  if (out instanceof Float32Array) {
    for (let i = 0, at = from; i < length; i++, at += step) out[i] = (source[at] as number) * scale
    return
  }
  for (let i = 0, at = from; i < length; i++, at += step) {
    const value = (source[at] as number) * scale + 0.5
    out[i] = value >= outMax ? outMax : value > 0 ? value : 0
  }
}

/** Reads one plane of some rows into `out`, in the depth of `out`, white = `fileMax`. */
export type PlaneReader = (range: RowRange, out: Samples) => void

const outMaxOf = (out: Samples): number => (out instanceof Float32Array ? 1 : out instanceof Uint16Array ? 65535 : 255)

/** Plane 0, 1 or 2 of a picture; gray gives its one plane for each. */
export function colourReader(picture: PictureFile, plane: number): PlaneReader {
  const { channels } = picture.header
  return strided(picture, channels === 'rgb' || channels === 'rgb-alpha' ? plane : 0)
}

/** The alpha of a picture; opaque where it has none. */
export function alphaReader(picture: PictureFile): PlaneReader {
  const { channels } = picture.header
  if (hasAlpha(channels)) return strided(picture, channelCount(channels) - 1)
  return (range, out) => { out.fill(outMaxOf(out), 0, range.count * picture.header.width) }
}

function strided(picture: PictureFile, channel: number): PlaneReader {
  const { width, channels, max } = picture.header
  const step = channelCount(channels)
  return (range, out) => {
    withRows(picture, range, (samples) => {
      copyScaled(samples, out, { from: channel, step, length: range.count * width, sourceMax: max, outMax: outMaxOf(out) })
    })
  }
}
