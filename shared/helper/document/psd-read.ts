import { type Bounds, failure } from '#protocol'
import { FileCursor } from './file-cursor'
import { checkSize, limits } from './limits'
import { layerFlags, longBlocks, resources } from './psd-structure'

/** A PSD or PSB as far as it matters here: where things stand in the file. */
export interface PsdFile {
  isLarge: boolean
  channels: number
  width: number
  height: number
  depth: 8 | 16
  mode: 'gray' | 'rgb'
  resources: ReadonlyMap<number, Buffer>
  /** Bottom to top, groups and their ends included. */
  layers: LayerRecord[]
  /** The channel after the colours of the merged picture is its transparency. */
  hasMergedAlpha: boolean
  /** Stands before the merged picture's compression. */
  merged: FileCursor
}

export interface LayerRecord {
  name: string
  bounds: Bounds
  hasMask: boolean
  /** A user mask; where nothing of it is stored it has the value `outside`. */
  mask?: { bounds: Bounds; outside: number; isPlain: boolean }
  isHidden: boolean
  /** Percent. */
  opacity: number
  /** Pixels, a mask and an opacity are all there is to it: no group, effect, adjustment, nor another way of blending. */
  isPlain: boolean
  /** By channel id; each cursor stands before the channel's compression. */
  channels: Map<number, FileCursor>
}

const HEADER_BYTES = 26
const MAX_CHANNELS = 56
const modeNames: Readonly<Record<number, string>> = {
  0: 'bitmap mode', 2: 'indexed colour', 4: 'CMYK', 7: 'multichannel mode', 8: 'duotone mode', 9: 'Lab',
}

/** @throws FILE_UNREADABLE, FILE_UNSUPPORTED, COLOUR_UNSUPPORTED, PICTURE_TOO_LARGE */
export function readPsd(file: string, descriptor: number, bytes: number): PsdFile {
  const cursor = new FileCursor(file, descriptor, 0, bytes)
  const header = readHeader(cursor)
  cursor.skip(cursor.u32())
  const found = readResources(cursor.section(cursor.u32()))
  const section = cursor.section(cursor.length(header.isLarge))
  const info = section.left === 0 ? undefined : layerInfo(section, header)
  const { layers, hasMergedAlpha } = info === undefined ? { layers: [], hasMergedAlpha: false } : readLayers(info, header.isLarge)
  return { ...header, resources: found, layers, hasMergedAlpha, merged: cursor }
}

type Header = Pick<PsdFile, 'isLarge' | 'channels' | 'width' | 'height' | 'depth' | 'mode'>

function readHeader(cursor: FileCursor): Header {
  const path = cursor.file
  if (cursor.left < HEADER_BYTES) throw cursor.broken('it is cut short')
  cursor.skip(4)
  const version = cursor.u16()
  if (version !== 1 && version !== 2) throw failure('FILE_UNSUPPORTED', { path, reason: `its PSD version is ${version}` })
  cursor.skip(6)
  const channels = cursor.u16()
  const height = cursor.u32()
  const width = cursor.u32()
  const depth = cursor.u16()
  const mode = cursor.u16()
  if (channels < 1 || channels > MAX_CHANNELS || width < 1 || height < 1) throw cursor.broken('its header makes no sense')
  checkSize(path, { width, height })
  if (mode !== 1 && mode !== 3) throw failure('COLOUR_UNSUPPORTED', { path, colour: modeNames[mode] ?? `colour mode ${mode}` })
  if (depth !== 8 && depth !== 16) throw failure('FILE_UNSUPPORTED', { path, reason: `it has ${depth} bits per channel` })
  if (mode === 3 && channels < 3) throw cursor.broken('its header makes no sense')
  return { isLarge: version === 2, channels, width, height, depth, mode: mode === 1 ? 'gray' : 'rgb' }
}

function readResources(cursor: FileCursor): Map<number, Buffer> {
  const found = new Map<number, Buffer>()
  const wanted = new Set<number>(Object.values(resources))
  while (cursor.left >= 12) {
    cursor.skip(4)
    const id = cursor.u16()
    const nameBytes = cursor.u8()
    cursor.skip(nameBytes + (nameBytes + 1) % 2)
    const length = cursor.u32()
    if (wanted.has(id) && length <= limits.psdMetadataBytes) found.set(id, Buffer.from(cursor.bytes(length)))
    else cursor.skip(length)
    if (length % 2 === 1 && cursor.left > 0) cursor.skip(1)
  }
  return found
}

/** Of 8 bits in the section of its own, of 16 in the block Lr16 behind it. */
function layerInfo(section: FileCursor, header: Header): FileCursor | undefined {
  const length = section.length(header.isLarge)
  if (length > 0) return section.section(length)
  if (section.left < 4) return undefined
  section.skip(section.u32())
  while (section.left >= 12) {
    section.skip(4)
    const key = section.text(4)
    const bytes = section.length(header.isLarge && longBlocks.has(key))
    const block = section.section(bytes)
    if (key === 'Lr16' || key === 'Layr') return block
    section.skip(Math.min(section.left, (4 - bytes % 4) % 4))
  }
  return undefined
}

function readLayers(cursor: FileCursor, isLarge: boolean): Pick<PsdFile, 'layers' | 'hasMergedAlpha'> {
  const count = cursor.i16()
  if (Math.abs(count) > limits.psdLayers) throw cursor.broken(`it claims ${Math.abs(count)} layers`)
  const records = Array.from({ length: Math.abs(count) }, () => readRecord(cursor, isLarge))
  for (const { record, lengths } of records) {
    for (const [id, length] of lengths) record.channels.set(id, cursor.section(length))
  }
  return { layers: records.map(({ record }) => record), hasMergedAlpha: count < 0 }
}

function readRecord(cursor: FileCursor, isLarge: boolean): { record: LayerRecord; lengths: [number, number][] } {
  const [top, left, bottom, right] = [cursor.i32(), cursor.i32(), cursor.i32(), cursor.i32()]
  const channels = cursor.u16()
  if (channels > MAX_CHANNELS + 4) throw cursor.broken(`a layer claims ${channels} channels`)
  const lengths = Array.from({ length: channels }, (): [number, number] => [cursor.i16(), cursor.length(isLarge)])
  cursor.skip(4)
  const blend = cursor.text(4)
  const opacity = Math.round(cursor.u8() / 2.55)
  cursor.skip(1)
  const isHidden = (cursor.u8() & layerFlags.hidden) !== 0
  cursor.skip(1)
  const extra = cursor.section(cursor.u32())
  const maskBytes = extra.u32()
  const mask = maskBytes >= MASK_RECORD_BYTES ? readMask(extra.section(maskBytes)) : undefined
  if (!mask) extra.skip(maskBytes)
  extra.skip(extra.u32())
  const nameBytes = extra.u8()
  const pascal = extra.text(nameBytes)
  extra.skip(Math.min(extra.left, (4 - (nameBytes + 1) % 4) % 4))
  const blocks = readBlocks(extra, isLarge)
  const isPlain = blend === 'norm' && blocks.isPlain && (mask ? mask.isPlain : maskBytes === 0)
  const record = {
    name: blocks.name ?? pascal, bounds: { top, left, bottom, right }, hasMask: maskBytes > 0, ...(mask ? { mask } : {}),
    isHidden, opacity, isPlain, channels: new Map(),
  }
  return { record, lengths }
}

/** Where it lies, the value outside of that, flags; more where there is a vector mask too. */
const MASK_RECORD_BYTES = 20

/** All flags but "moves with the layer": off, inverted, or with a feather and density of its own. */
const MASK_FLAGS = 0xfe

function readMask(cursor: FileCursor): NonNullable<LayerRecord['mask']> {
  const [top, left, bottom, right] = [cursor.i32(), cursor.i32(), cursor.i32(), cursor.i32()]
  const outside = cursor.u8()
  const isSet = (cursor.u8() & MASK_FLAGS) !== 0
  // A vector mask makes it longer, padding does not.
  const isAlone = cursor.left <= 2
  const isPlain = outside === 0 && !isSet && isAlone && bottom > top && right > left
  return { bounds: { top, left, bottom, right }, outside, isPlain }
}

/** Of a layer, which change nothing of what is seen: names, numbers, locks, colours in the list, notes. */
const plainBlocks: ReadonlySet<string> =
  new Set(['luni', 'lyid', 'lnsr', 'lyvr', 'lclr', 'lspf', 'shmd', 'fxrp', 'clbl', 'infx', 'knko'])

/** Photoshop gives a name no more. */
const MOST_NAME_LETTERS = 255

function readBlocks(extra: FileCursor, isLarge: boolean): { name?: string; isPlain: boolean } {
  let name: string | undefined
  let isPlain = true
  while (extra.left >= 12) {
    extra.skip(4)
    const key = extra.text(4)
    const block = extra.section(extra.length(isLarge && longBlocks.has(key)))
    isPlain &&= plainBlocks.has(key)
    if (key === 'luni') name ??= readName(block)
  }
  return { isPlain, ...(name === undefined ? {} : { name }) }
}

function readName(block: FileCursor): string {
  const bytes = block.bytes(Math.min(block.u32() * 2, MOST_NAME_LETTERS * 2, block.left & ~1))
  return Buffer.from(bytes).swap16().toString('utf16le').replace(/\0+$/, '')
}
