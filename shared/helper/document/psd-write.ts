import type { ByteSink } from './byte-sink'
import { mergedPlanes } from './composite'
import { hasTransparency, type PsdDocument } from './psd-document'
import { compressionFor, type Plane, writePlane, type WrittenPlane, writeTablePatched } from './psd-channel'
import { writeLayerInfo } from './psd-layers'
import { writeResources } from './psd-resources'
import { colourModes, compressions, writeLength, writeSection } from './psd-structure'

export interface PsdWriting {
  /** PSB: 8-byte lengths, sides to 300,000 px. */
  isLarge: boolean
  /** Called with the number of rows written since the last call; may throw to stop. */
  onRows: (count: number) => void
}

/** Rows that `onRows` will have been told of when the file is complete. */
export function totalRows(document: PsdDocument): number {
  const ofLayers = document.layers.reduce((sum, layer) => sum
    + (layer.bounds.bottom - layer.bounds.top) * (layer.colours.length + (layer.alpha === undefined ? 0 : 1))
    + (layer.mask === undefined ? 0 : layer.mask.bounds.bottom - layer.mask.bounds.top), 0)
  return ofLayers + document.height * ((document.mode === 'rgb' ? 3 : 1) + (hasTransparency(document) ? 1 : 0))
}

/**
 * A whole PSD or PSB: header, resources, layers, merged picture (Adobe Photoshop File Formats Specification).
 * Layers of 8 bits stand in the layer info section; deeper ones in its stead in a block `Lr16` or `Lr32`, which must
 * follow the empty global mask at once (GIMP loses the layers otherwise).
 */
export async function writePsd(sink: ByteSink, document: PsdDocument, writing: PsdWriting): Promise<void> {
  const isTransparent = hasTransparency(document)
  const colours = document.mode === 'rgb' ? 3 : 1
  sink.ascii('8BPS')
  sink.u16(writing.isLarge ? 2 : 1)
  sink.zeros(6)
  sink.u16(colours + (isTransparent ? 1 : 0))
  sink.u32(document.height)
  sink.u32(document.width)
  sink.u16(document.depth)
  sink.u16(colourModes[document.mode])
  sink.u32(0)
  await writeSection(sink, { isLarge: false, unit: 2 }, () => { writeResources(sink, document) })
  let written: ReadonlyMap<string, WrittenPlane> = new Map()
  await writeSection(sink, { isLarge: writing.isLarge, unit: 4 }, async () => {
    written = await writeLayers(sink, document, writing)
  })
  await writeMerged(sink, document, { ...writing, written })
  sink.flush()
}

async function writeLayers(
  sink: ByteSink, document: PsdDocument, writing: PsdWriting,
): Promise<ReadonlyMap<string, WrittenPlane>> {
  const { isLarge } = writing
  let written: ReadonlyMap<string, WrittenPlane> = new Map()
  const writeInfo = async (): Promise<void> => { written = await writeLayerInfo(sink, document, writing) }
  if (document.depth === 8) {
    await writeSection(sink, { isLarge, unit: 4 }, writeInfo)
    sink.u32(0)
    return written
  }
  writeLength(sink, isLarge, 0)
  sink.u32(0)
  sink.ascii(`8BIMLr${document.depth}`)
  await writeSection(sink, { isLarge, unit: 4 }, writeInfo)
  if (hasTransparency(document)) {
    sink.ascii(`8BIMMt${document.depth}`)
    writeLength(sink, isLarge, 0)
  }
  return written
}

/** The visible result; on white where it is transparent, as Photoshop writes it, with its alpha as one more channel. */
async function writeMerged(
  sink: ByteSink, document: PsdDocument, writing: PsdWriting & { written: ReadonlyMap<string, WrittenPlane> },
): Promise<void> {
  const { width, height, depth } = document
  const planes = mergedPlanes(document).map(({ read, key }): Plane => {
    const written = key === undefined ? undefined : writing.written.get(key)
    return { width, height, depth, read, ...(written === undefined ? {} : { written }) }
  })
  const compression = compressionFor(depth, false)
  sink.u16(compression)
  if (compression === compressions.rle) return writeTablePatched(sink, planes, writing)
  for (const plane of planes) await writePlane(sink, plane, { compression, ...writing })
}
