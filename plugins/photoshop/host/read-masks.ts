import type { Bounds } from '#protocol'
import { bandsOf, heightOf, intersect, isEmpty, isSame, widthOf } from './geometry'
import { checkCancelled } from './modal'
import type { Document, Layer } from './modules'
import { headerOf, maskFormat, rowBytesOf } from './pixel-format'
import { type HeldPixels, maskSampleOf, sampleNameOf, takeData, type Work } from './read-pixels'
import { bytesOf, convertSamples, type HostSamples, makeSamples, paste, sampleOf, whiteOf } from './samples'
import { openScratch } from './temp-files'
import { canvasOf } from './targets'

type ReadBand = (band: Bounds) => Promise<HostSamples>

/** A layer's user mask over a region, at 8 bits or 16; it must have one. */
export function readMask(work: Work, place: { document: Document; layer: Layer }, region: Bounds): Promise<HeldPixels> {
  const sample = maskSampleOf(place.document)
  return gather(work, { region, sample }, (band) => readMaskBand(work, place, { band, sample }))
}

/** The selection over a region, u8; black where nothing is selected. */
export function readSelection(work: Work, document: Document, region: Bounds): Promise<HeldPixels> {
  return gather(work, { region, sample: 'u8' }, (band) => readSelectionBand(work, document, band))
}

async function gather(
  { modules, context }: Work, { region, sample }: { region: Bounds; sample: 'u8' | 'u16' }, readBand: ReadBand,
): Promise<HeldPixels> {
  const format = maskFormat(sample)
  const rowBytes = rowBytesOf(format, region)
  const scratch = await openScratch(modules.fs, rowBytes * heightOf(region))
  try {
    for (const band of bandsOf(region, rowBytes)) {
      checkCancelled(context)
      await scratch.write(bytesOf(await readBand(band)), (band.top - region.top) * rowBytes)
    }
  } catch (thrown) {
    await scratch.close()
    throw thrown
  }
  return { header: headerOf(format, region), read: scratch.read, close: scratch.close }
}

/** One band of a layer's mask. Photoshop leaves out what is black, and refuses where all of it is. */
export async function readMaskBand(
  { modules, context }: Work, { document, layer }: { document: Document; layer: Layer },
  { band, sample }: { band: Bounds; sample: 'u8' | 'u16' },
): Promise<HostSamples> {
  const black = makeSamples(sample, widthOf(band) * heightOf(band))
  try {
    const given = await modules.photoshop.imaging.getLayerMask({
      documentID: document.id, layerID: layer.id, kind: 'user', sourceBounds: band,
    })
    return await settle(given, { band, sample, onto: fillOutside(black, { band, given: given.sourceBounds, document }) })
  } catch {
    checkCancelled(context)
    return black
  }
}

/** A mask that fills the canvas, as one that reveals all does, is taken to go on outside of it. */
function fillOutside(
  samples: HostSamples, { band, given, document }: { band: Bounds; given: Bounds; document: Document },
): HostSamples {
  const inside = intersect(band, canvasOf(document))
  const isWhole = isSame(intersect(given, inside), inside)
  return isWhole && !isSame(inside, band) ? samples.fill(whiteOf(sampleOf(samples))) : samples
}

export async function readSelectionBand({ modules }: Work, document: Document, band: Bounds): Promise<HostSamples> {
  const onto = new Uint8Array(widthOf(band) * heightOf(band))
  const selected = document.selection.bounds
  const region = selected && intersect(selected, band)
  if (!region || isEmpty(region)) return onto
  const given = await modules.photoshop.imaging.getSelection({ documentID: document.id, sourceBounds: region })
  return settle(given, { band, sample: 'u8', onto })
}

type Given = Awaited<ReturnType<Work['modules']['photoshop']['imaging']['getLayerMask']>>

async function settle(
  { imageData, sourceBounds }: Given, { band, sample, onto }: { band: Bounds; sample: 'u8' | 'u16'; onto: HostSamples },
): Promise<HostSamples> {
  const from = whiteOf(sampleNameOf(imageData.componentSize))
  const samples = convertSamples(await takeData(imageData), from, { sample, max: whiteOf(sample) })
  paste({ samples, bounds: sourceBounds }, { samples: onto, bounds: band }, 1)
  return onto
}
