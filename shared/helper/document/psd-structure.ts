import type { Bounds } from '#protocol'
import type { ByteSink } from './byte-sink'

/** Adobe Photoshop File Formats Specification (November 2019): numbers and widths that reader and writer share. */

/** The longest side of a PSD; a PSB goes to 300,000. */
export const PSD_MAX_SIDE_PX = 30_000
/** A PSD holds signed 32-bit positions. */
export const PSD_MAX_BYTES = 0x7fff_ffff

export type PsdDepth = 8 | 16 | 32
export type PsdMode = 'gray' | 'rgb'

export const colourModes = { gray: 1, rgb: 3 } as const

export const compressions = { raw: 0, rle: 1, zip: 2, zipPredicted: 3 } as const

/** Channel ids of a layer; colours are 0, 1, 2. */
export const ALPHA_CHANNEL = -1
export const MASK_CHANNEL = -2

export const resources = { resolution: 1005, icc: 1039, version: 1057, exif: 1058, xmp: 1060 } as const

export const layerFlags = { transparencyLocked: 1, hidden: 2, hasUsefulBit4: 8 } as const

/** Tagged blocks whose length takes 8 bytes in a PSB. */
export const longBlocks: ReadonlySet<string> = new Set(
  ['LMsk', 'Lr16', 'Lr32', 'Layr', 'Mt16', 'Mt32', 'Mtrn', 'Alph', 'FMsk', 'lnk2', 'FEid', 'FXid', 'PxSD'])

export const boundsWidth = (bounds: Bounds): number => bounds.right - bounds.left
export const boundsHeight = (bounds: Bounds): number => bounds.bottom - bounds.top

/** Lengths that are 4 bytes in a PSD and 8 in a PSB. */
export function writeLength(sink: ByteSink, isLarge: boolean, value: number): void {
  if (isLarge) sink.u64(value)
  else sink.u32(value)
}

export function lengthBytes(isLarge: boolean, value: number): Buffer {
  const bytes = Buffer.alloc(isLarge ? 8 : 4)
  if (isLarge) bytes.writeBigUInt64BE(BigInt(value))
  else bytes.writeUInt32BE(value)
  return bytes
}

/** Writes a length that is known only once `body` has run; the body is padded to `unit` bytes, padding counted. */
export async function writeSection(
  sink: ByteSink, form: { isLarge: boolean; unit: number }, body: () => void | Promise<void>,
): Promise<void> {
  const at = sink.position
  writeLength(sink, form.isLarge, 0)
  const start = sink.position
  await body()
  sink.pad(start, form.unit)
  sink.patch(at, lengthBytes(form.isLarge, sink.position - start))
}
