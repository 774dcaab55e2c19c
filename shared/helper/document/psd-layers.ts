import type { Bounds } from '#protocol'
import type { ByteSink } from './byte-sink'
import type { PlaneReader } from './picture-rows'
import { compressionFor, writePlane, type WrittenPlane } from './psd-channel'
import { hasTransparency, type PsdDocument, type PsdLayer } from './psd-document'
import { ALPHA_CHANNEL, boundsHeight, boundsWidth, layerFlags, lengthBytes, MASK_CHANNEL, writeLength } from './psd-structure'
import type { PsdWriting } from './psd-write'

/** Fill opacity 50 %, and three bytes of padding. */
const HALF_FILL = Buffer.from([128, 0, 0, 0])

interface Channel {
  id: number
  bounds: Bounds
  read: PlaneReader
  isFlat: boolean
  /** Of a colour plane that may occur again. */
  key?: string
  /** Where its length stands, to be filled in. */
  lengthAt: number
}

/** Names a colour plane of a source. */
export const planeKey = (source: string, plane: number): string => `${plane}:${source}`

/** Layer count, records, then the channels of each layer; returns where colour planes stand, by `planeKey`. */
export async function writeLayerInfo(
  sink: ByteSink, document: PsdDocument, writing: PsdWriting,
): Promise<ReadonlyMap<string, WrittenPlane>> {
  const planes = new Map<string, WrittenPlane>()
  const count = document.layers.length
  // Negative: the fourth channel of the merged picture is its transparency, not a saved selection.
  sink.i16(hasTransparency(document) ? -count : count)
  const layers = document.layers.map((layer) => channelsOf(layer))
  document.layers.forEach((layer, index) => {
    writeRecord(sink, layer, { channels: layers[index] ?? [], id: index + 1, isLarge: writing.isLarge })
  })
  for (const channel of layers.flat()) {
    const start = sink.position
    const compression = compressionFor(document.depth, channel.isFlat)
    sink.u16(compression)
    const written = channel.key === undefined ? undefined : planes.get(channel.key)
    await writePlane(sink, {
      width: boundsWidth(channel.bounds), height: boundsHeight(channel.bounds), depth: document.depth, read: channel.read,
      ...(written === undefined ? {} : { written }),
    }, { compression, ...writing })
    if (channel.key !== undefined) planes.set(channel.key, { position: start + 2, length: sink.position - start - 2 })
    sink.patch(channel.lengthAt, lengthBytes(writing.isLarge, sink.position - start))
  }
  return planes
}

function channelsOf(layer: PsdLayer): Channel[] {
  const { bounds, isFlat, alpha, mask } = layer
  const channel = (id: number, read: PlaneReader, more?: Partial<Channel>): Channel =>
    ({ id, bounds, read, isFlat, lengthAt: 0, ...more })
  return [
    ...(alpha === undefined ? [] : [channel(ALPHA_CHANNEL, alpha, { isFlat: true })]),
    ...layer.colours.map((read, id) => channel(id, read, layer.source === undefined ? {} : { key: planeKey(layer.source, id) })),
    ...(mask === undefined ? [] : [channel(MASK_CHANNEL, mask.read, { bounds: mask.bounds, isFlat: true })]),
  ]
}

function writeBounds(sink: ByteSink, bounds: Bounds): void {
  for (const side of [bounds.top, bounds.left, bounds.bottom, bounds.right]) sink.u32(side >>> 0)
}

function writeRecord(sink: ByteSink, layer: PsdLayer, form: { channels: Channel[]; id: number; isLarge: boolean }): void {
  writeBounds(sink, layer.bounds)
  sink.u16(form.channels.length)
  for (const channel of form.channels) {
    sink.i16(channel.id)
    channel.lengthAt = sink.position
    writeLength(sink, form.isLarge, 0)
  }
  sink.ascii(layer.blend === 'add' ? '8BIMlLit' : '8BIMnorm')
  sink.u8(Math.round(layer.opacity * 255))
  sink.u8(layer.isClipped === true ? 1 : 0)
  sink.u8(layerFlags.hasUsefulBit4 | (layer.isHidden ? layerFlags.hidden : 0)
    | (layer.alpha === undefined ? layerFlags.transparencyLocked : 0))
  sink.u8(0)
  const extra = Buffer.concat([maskRecord(layer), blendingRanges(layer), pascalName(layer.name),
    taggedBlock('luni', unicodeName(layer.name)), taggedBlock('lyid', u32Bytes(form.id)),
    ...(layer.blend === 'add' ? [taggedBlock('iOpa', HALF_FILL)] : [])])
  sink.u32(extra.length)
  sink.write(extra)
}

function u32Bytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** 20 bytes: where the mask lies, 0 (hidden) outside of it, no flags. */
function maskRecord(layer: PsdLayer): Buffer {
  if (layer.mask === undefined) return u32Bytes(0)
  const { top, left, bottom, right } = layer.mask.bounds
  const record = Buffer.alloc(24)
  record.writeUInt32BE(20)
  for (const [index, side] of [top, left, bottom, right].entries()) record.writeInt32BE(side, 4 + index * 4)
  return record
}

/** Everything blends: black 0..0 to white 255..255, of this layer and the one below, for gray and each channel. */
function blendingRanges(layer: PsdLayer): Buffer {
  const ranges = layer.colours.length + 1 + (layer.alpha === undefined ? 0 : 1)
  const one = Buffer.from([0, 0, 255, 255, 0, 0, 255, 255])
  return Buffer.concat([u32Bytes(ranges * 8), ...Array.from({ length: ranges }, () => one)])
}

/** The old name: length byte, at most 255 bytes, padded to a multiple of 4; what is not ASCII stands in `luni`. */
function pascalName(name: string): Buffer {
  const text = Buffer.from(name.replace(/[^\x20-\x7e]/gu, '?').slice(0, 255), 'latin1')
  const bytes = Buffer.alloc(Math.ceil((text.length + 1) / 4) * 4)
  bytes.writeUInt8(text.length)
  text.copy(bytes, 1)
  return bytes
}

function unicodeName(name: string): Buffer {
  const text = Buffer.from(name, 'utf16le').swap16()
  return Buffer.concat([u32Bytes(text.length / 2), text])
}

/** A block of a layer; its length includes padding to a multiple of 4. */
function taggedBlock(key: string, data: Buffer): Buffer {
  const padding = Buffer.alloc((4 - data.length % 4) % 4)
  return Buffer.concat([Buffer.from(`8BIM${key}`, 'latin1'), u32Bytes(data.length + padding.length), data, padding])
}
