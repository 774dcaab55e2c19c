import fs from 'node:fs'
import path from 'node:path'
import { failure, pixelBytes, plainHeader } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'
import type { Decoded } from './decode'
import { withUprightExif } from './exif'
import { profileName, profileSpace } from './icc'
import { asReadFailure } from './input-file'
import { checkRoom } from './limits'
import type { Metadata } from './metadata'
import { layerPicture, maskPicture, mergedPicture, writePlanar } from './psd-pixels'
import { type LayerRecord, type PsdFile, readPsd } from './psd-read'
import { boundsHeight, boundsWidth, resources } from './psd-structure'
import { VIPS_HEADER_BYTES } from './vips-file'
import { withUprightXmp } from './xmp'

/**
 * The merged picture of a PSD or PSB, or one layer laid on the document's canvas, as a picture of the job folder.
 * @throws FILE_UNREADABLE, FILE_UNSUPPORTED, COLOUR_UNSUPPORTED, PICTURE_TOO_LARGE, LAYER_MISSING, DISK_FULL
 */
export async function decodePsd(source: { path: string; layer?: string }, folder: string): Promise<Decoded> {
  const descriptor = openForReading(source.path)
  try {
    const psd = readPsd(source.path, descriptor, fs.fstatSync(descriptor).size)
    const notes: string[] = []
    const layer = source.layer === undefined ? undefined : findLayer(psd, { path: source.path, layer: source.layer }, notes)
    const planar = layer ? layerPicture(psd, layer) : mergedPicture(requireMerged(psd, source.path))
    const metadata = describeMetadata(psd, source.path, notes)
    const header = plainHeader(psd, planar.channels, psd.depth === 8 ? 'u8' : 'u16')
    if (metadata.icc !== undefined) header.colour.profileName = profileName(metadata.icc)
    checkRoom(folder, pixelBytes(header))
    const file = path.join(folder, 'picture.v')
    await writePlanar(planar, { file, header, metadata })
    const mask = layer && await writeMask(psd, layer, folder)
    const layers = pixelLayers(psd).map(({ name, isHidden, opacity }) => ({ name, isHidden, opacity }))
    const picture = { file, offset: VIPS_HEADER_BYTES, header }
    const isPlain = psd.layers.every((each) => each.isPlain)
    return { picture, metadata, orientation: 1, notes, layers, isPlain, ...(mask ? { mask } : {}) }
  } finally {
    fs.closeSync(descriptor)
  }
}

function openForReading(file: string): number {
  try {
    return fs.openSync(file, 'r')
  } catch (error) {
    throw asReadFailure(error, file)
  }
}

async function writeMask(psd: PsdFile, layer: LayerRecord, folder: string): Promise<PictureFile | undefined> {
  const planar = maskPicture(psd, layer)
  if (!planar) return undefined
  const header = plainHeader(psd, 'gray', psd.depth === 8 ? 'u8' : 'u16')
  checkRoom(folder, pixelBytes(header))
  const file = path.join(folder, 'mask.v')
  await writePlanar(planar, { file, header, metadata: { sourcePath: file } })
  return { file, offset: VIPS_HEADER_BYTES, header }
}

const pixelLayers = (psd: PsdFile): LayerRecord[] =>
  psd.layers.filter((layer) => boundsWidth(layer.bounds) > 0 && boundsHeight(layer.bounds) > 0 && layer.channels.has(0))

/** Byte 4 of the version resource is 0 where Photoshop saved without "Maximize Compatibility". */
function requireMerged(psd: PsdFile, file: string): PsdFile {
  const version = psd.resources.get(resources.version)
  if (version !== undefined && version.length > 4 && version[4] === 0) {
    const reason = 'it was saved without "Maximize Compatibility" and so has no merged picture; name a layer'
    throw failure('FILE_UNREADABLE', { path: file, reason })
  }
  return psd
}

/** The topmost layer of that name. */
function findLayer(psd: PsdFile, wanted: { path: string; layer: string }, notes: string[]): LayerRecord {
  const layers = pixelLayers(psd)
  const found = layers.findLast((layer) => layer.name === wanted.layer)
  if (found === undefined) {
    throw failure('LAYER_MISSING', { ...wanted, names: layers.map((layer) => layer.name).join(', ').slice(0, 1000) })
  }
  if (found.hasMask) notes.push(`The mask of layer "${found.name}" was not applied: its pixels are taken as they are.`)
  const { top, left, bottom, right } = found.bounds
  if (top < 0 || left < 0 || bottom > psd.height || right > psd.width) {
    notes.push(`Layer "${found.name}" reaches beyond the canvas; that part was left out.`)
  }
  return found
}

function describeMetadata(psd: PsdFile, file: string, notes: string[]): Metadata {
  const metadata: Metadata = { sourcePath: file }
  const resolution = psd.resources.get(resources.resolution)
  const exif = psd.resources.get(resources.exif)
  const xmp = psd.resources.get(resources.xmp)
  const icc = psd.resources.get(resources.icc)
  if (resolution !== undefined && resolution.length >= 4) metadata.pixelsPerInch = resolution.readUInt32BE() / 65536
  if (exif !== undefined) metadata.exif = withUprightExif(exif)
  if (xmp !== undefined) metadata.xmp = withUprightXmp(xmp)
  if (icc === undefined) return metadata
  if (profileSpace(icc) === (psd.mode === 'rgb' ? 'RGB' : 'GRAY')) metadata.icc = icc
  else notes.push('The colour profile in the file does not fit its pixels and was left out.')
  return metadata
}
