import fs from 'node:fs'
import zlib from 'node:zlib'

/**
 * A second opinion on PSD and PSB files, sharing no code with the writer: walks a file by the specification (Adobe
 * Photoshop File Formats Specification, November 2019) and throws at the first length that does not add up.
 */
export interface PsdStructure {
  isLarge: boolean
  channels: number
  width: number
  height: number
  depth: number
  mode: number
  resources: Map<number, Buffer>
  /** Bottom to top. */
  layers: LayerStructure[]
  /** True where the layer count was negative: the merged picture's last channel is transparency. */
  mergedAlpha: boolean
  mergedCompression: number
  /** Planes of the merged picture, big-endian samples. */
  merged: Buffer[]
  /** Keys of the blocks behind the global mask. */
  blocks: string[]
}

export interface LayerStructure {
  bounds: { top: number; left: number; bottom: number; right: number }
  pascalName: string
  name: string
  hidden: boolean
  transparencyLocked: boolean
  opacity: number
  clipping: number
  blend: string
  mask?: { bounds: LayerStructure['bounds']; defaultColour: number; flags: number }
  channels: Map<number, { compression: number; data: Buffer }>
}

class Cursor {
  at = 0

  constructor(readonly bytes: Buffer, readonly isLarge = false) {}

  take(length: number, what: string): Buffer {
    if (this.at + length > this.bytes.length) throw new Error(`${what}: ${length} bytes at ${this.at} of ${this.bytes.length}`)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  u8 = (what: string): number => this.take(1, what).readUInt8()
  u16 = (what: string): number => this.take(2, what).readUInt16BE()
  i16 = (what: string): number => this.take(2, what).readInt16BE()
  u32 = (what: string): number => this.take(4, what).readUInt32BE()
  i32 = (what: string): number => this.take(4, what).readInt32BE()
  text = (length: number, what: string): string => this.take(length, what).toString('latin1')
  wide = (what: string): number => (this.isLarge ? Number(this.take(8, what).readBigUInt64BE()) : this.u32(what))

  section(length: number, what: string): Cursor {
    return new Cursor(this.take(length, what), this.isLarge)
  }

  get left(): number {
    return this.bytes.length - this.at
  }
}

const wideBlocks = ['LMsk', 'Lr16', 'Lr32', 'Layr', 'Mt16', 'Mt32', 'Mtrn', 'Alph', 'FMsk', 'lnk2', 'FEid', 'FXid', 'PxSD']

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

export function readPsdStructure(file: string): PsdStructure {
  const bytes = fs.readFileSync(file)
  const isLarge = bytes.readUInt16BE(4) === 2
  const cursor = new Cursor(bytes, isLarge)
  check(cursor.text(4, 'signature') === '8BPS', 'signature')
  check([1, 2].includes(cursor.u16('version')), 'version')
  check(cursor.take(6, 'reserved').every((byte) => byte === 0), 'reserved bytes')
  const channels = cursor.u16('channels')
  const height = cursor.u32('height')
  const width = cursor.u32('width')
  const depth = cursor.u16('depth')
  const mode = cursor.u16('mode')
  check(cursor.u32('colour mode data') === 0, 'colour mode data is not empty')
  const resourceLength = cursor.u32('resources')
  check(resourceLength % 2 === 0, 'the resource section is odd')
  const resources = readResources(cursor.section(resourceLength, 'resources'))
  const layerSection = readLayerSection(cursor, depth)
  const mergedCompression = cursor.u16('merged compression')
  const merged = readMerged(cursor, { compression: mergedCompression, channels, height, rowBytes: width * depth / 8 })
  check(cursor.left === 0, `${cursor.left} bytes after the merged picture`)
  return { isLarge, channels, width, height, depth, mode, resources, mergedCompression, merged, ...layerSection }
}

function readResources(cursor: Cursor): Map<number, Buffer> {
  const found = new Map<number, Buffer>()
  while (cursor.left > 0) {
    check(cursor.text(4, 'resource') === '8BIM', `resource signature at ${cursor.at}`)
    const id = cursor.u16('resource id')
    const nameLength = cursor.u8('resource name')
    cursor.take(nameLength + (nameLength + 1) % 2, 'resource name')
    const length = cursor.u32('resource length')
    check(!found.has(id), `resource ${id} twice`)
    found.set(id, cursor.take(length, `resource ${id}`))
    if (length % 2 === 1) check(cursor.u8('resource padding') === 0, `padding of resource ${id}`)
  }
  return found
}

function readLayerSection(cursor: Cursor, depth: number): Pick<PsdStructure, 'layers' | 'mergedAlpha' | 'blocks'> {
  const length = cursor.wide('layer and mask section')
  check(length % 2 === 0, 'the layer and mask section is odd')
  const section = cursor.section(length, 'layer and mask section')
  const infoLength = section.wide('layer info')
  check(infoLength % 2 === 0, 'the layer info is odd')
  let info = infoLength > 0 ? section.section(infoLength, 'layer info') : undefined
  section.take(section.u32('global mask'), 'global mask')
  const blocks: string[] = []
  while (section.left > 0) {
    check(['8BIM', '8B64'].includes(section.text(4, 'block')), `block signature at ${section.at}`)
    const key = section.text(4, 'block key')
    const blockLength = wideBlocks.includes(key) ? section.wide(key) : section.u32(key)
    check(blockLength % 4 === 0, `block ${key} is not a multiple of 4`)
    const block = section.section(blockLength, key)
    if (key === `Lr${depth}`) {
      check(blocks.length === 0, `block ${key} is not the first`)
      info = block
    }
    blocks.push(key)
  }
  return { ...(info === undefined ? { layers: [], mergedAlpha: false } : readLayers(info, depth)), blocks }
}

function readLayers(cursor: Cursor, depth: number): Pick<PsdStructure, 'layers' | 'mergedAlpha'> {
  const count = cursor.i16('layer count')
  const records = Array.from({ length: Math.abs(count) }, () => readRecord(cursor))
  for (const { layer, lengths } of records) {
    for (const [id, length] of lengths) {
      const bounds = id === -2 ? layer.mask?.bounds : layer.bounds
      if (bounds === undefined) throw new Error(`layer "${layer.name}" has a mask channel but no mask`)
      const channel = cursor.section(length, `channel ${id} of "${layer.name}"`)
      const compression = channel.u16('compression')
      const rowBytes = (bounds.right - bounds.left) * depth / 8
      const height = bounds.bottom - bounds.top
      if (compression === 1) checkRuns(channel, { height, rowBytes }, `channel ${id} of "${layer.name}"`)
      if (compression === 0) check(channel.left === height * rowBytes, `channel ${id} of "${layer.name}": raw size`)
      layer.channels.set(id, { compression, data: channel.bytes.subarray(2) })
    }
  }
  check(cursor.left < 4, `${cursor.left} bytes after the last channel`)
  check(cursor.take(cursor.left, 'padding').every((byte) => byte === 0), 'padding after the last channel')
  return { layers: records.map((record) => record.layer), mergedAlpha: count < 0 }
}

/** Row lengths add up to the channel, and each row unpacks to exactly its bytes. */
function checkRuns(channel: Cursor, size: { height: number; rowBytes: number }, what: string): void {
  const lengths = Array.from({ length: size.height }, () => (channel.isLarge ? channel.u32(what) : channel.u16(what)))
  check(lengths.reduce((sum, length) => sum + length, 0) === channel.left, `${what}: row lengths do not add up`)
  for (const length of lengths) unpack(channel.take(length, what), size.rowBytes, what)
}

function unpack(packed: Buffer, length: number, what: string): Buffer {
  const row: number[] = []
  for (let at = 0; at < packed.length;) {
    const code = packed.readInt8(at++)
    check(code !== -128, `${what}: byte 128 in a row`)
    if (code >= 0) {
      for (let i = 0; i <= code; i++) row.push(packed.readUInt8(at++))
    } else {
      const value = packed.readUInt8(at++)
      for (let i = 0; i < 1 - code; i++) row.push(value)
    }
  }
  check(row.length === length, `${what}: a row of ${row.length} bytes, not ${length}`)
  return Buffer.from(row)
}

function readBounds(cursor: Cursor): LayerStructure['bounds'] {
  const bounds = { top: cursor.i32('top'), left: cursor.i32('left'), bottom: cursor.i32('bottom'), right: cursor.i32('right') }
  check(bounds.bottom >= bounds.top && bounds.right >= bounds.left, 'bounds')
  return bounds
}

function readRecord(cursor: Cursor): { layer: LayerStructure; lengths: [number, number][] } {
  const bounds = readBounds(cursor)
  const lengths = Array.from({ length: cursor.u16('channel count') }, (): [number, number] =>
    [cursor.i16('channel id'), cursor.wide('channel length')])
  check(new Set(lengths.map(([id]) => id)).size === lengths.length, 'a channel id twice')
  check(cursor.text(4, 'blend signature') === '8BIM', 'blend signature')
  const blend = cursor.text(4, 'blend')
  const opacity = cursor.u8('opacity')
  const clipping = cursor.u8('clipping')
  const flags = cursor.u8('flags')
  check(cursor.u8('filler') === 0, 'filler')
  const extraLength = cursor.u32('extra')
  check(extraLength % 2 === 0, 'extra data is odd')
  const extra = cursor.section(extraLength, 'extra')
  const maskLength = extra.u32('mask')
  check([0, 20, 36].includes(maskLength), `mask record of ${maskLength} bytes`)
  const maskRecord = maskLength === 0 ? undefined : extra.section(maskLength, 'mask')
  const mask = maskRecord === undefined ? undefined
    : { bounds: readBounds(maskRecord), defaultColour: maskRecord.u8('default'), flags: maskRecord.u8('mask flags') }
  check(lengths.some(([id]) => id === -2) === (mask !== undefined), 'mask record and mask channel disagree')
  const ranges = extra.u32('ranges')
  check(ranges % 8 === 0, 'blending ranges')
  extra.take(ranges, 'ranges')
  const nameLength = extra.u8('name')
  const pascalName = extra.text(nameLength, 'name')
  extra.take((4 - (nameLength + 1) % 4) % 4, 'name padding')
  let name = pascalName
  while (extra.left > 0) {
    check(extra.text(4, 'layer block') === '8BIM', `layer block signature at ${extra.at}`)
    const key = extra.text(4, 'layer block key')
    const length = extra.u32(key)
    check(length % 2 === 0, `layer block ${key} is odd`)
    const block = extra.section(length, key)
    if (key === 'luni') name = Buffer.from(block.take(2 * block.u32(key), key)).swap16().toString('utf16le')
  }
  const layer: LayerStructure = {
    bounds, pascalName, name, hidden: (flags & 2) !== 0, transparencyLocked: (flags & 1) !== 0, opacity, clipping, blend,
    ...(mask === undefined ? {} : { mask }), channels: new Map(),
  }
  return { layer, lengths }
}

function readMerged(
  cursor: Cursor, form: { compression: number; channels: number; height: number; rowBytes: number },
): Buffer[] {
  const { compression, channels, height, rowBytes } = form
  if (compression === 0) return Array.from({ length: channels }, () => cursor.take(height * rowBytes, 'merged'))
  check(compression === 1, `merged compression ${compression}`)
  const lengths = Array.from({ length: channels * height }, () => (cursor.isLarge ? cursor.u32('row') : cursor.u16('row')))
  const row = (length: number): Buffer => unpack(cursor.take(length, 'merged row'), rowBytes, 'merged')
  return Array.from({ length: channels }, (_, channel) =>
    Buffer.concat(lengths.slice(channel * height, (channel + 1) * height).map(row)))
}

/** The plane of a layer's channel, big-endian samples. */
export function layerPlane(structure: PsdStructure, layer: LayerStructure, id: number): Buffer {
  const channel = layer.channels.get(id)
  const bounds = id === -2 ? layer.mask?.bounds : layer.bounds
  if (channel === undefined || bounds === undefined) throw new Error(`no channel ${id}`)
  const rowBytes = (bounds.right - bounds.left) * structure.depth / 8
  const height = bounds.bottom - bounds.top
  if (channel.compression === 0) return channel.data
  if (channel.compression === 2) return zlib.inflateSync(channel.data)
  const cursor = new Cursor(channel.data, structure.isLarge)
  const lengths = Array.from({ length: height }, () => (structure.isLarge ? cursor.u32('row') : cursor.u16('row')))
  return Buffer.concat(lengths.map((length) => unpack(cursor.take(length, 'row'), rowBytes, 'row')))
}
