import type { Client } from '#client'
import type { Needs, Pixels, Reading, Stamp, Target } from '#host'
import { type Bounds, failure } from '#protocol'
import { boundsOf, intersect, type Layer, type OpenDocument } from './document'
import { plainGray } from './hold-pixels'
import { runJob, sheetOf } from './run-job'
import { asGray, croppedPixels, pixelsByRows } from './sheet-rows'

export interface Readable {
  document: OpenDocument
  layer: Layer
  target: Target
  stamp: Stamp
}

/** @throws SELECTION_EMPTY where the wanted part and the layer have no pixel in common */
export async function readLayer(client: Client, { document, layer, target, stamp }: Readable, needs: Needs): Promise<Reading> {
  const { selection } = document.content
  const own = boundsOf(layer.sheet)
  const wanted = needs.region === 'all' ? own : needs.region === 'selection' ? selection?.bounds ?? own : needs.region
  const bounds = intersect(own, wanted)
  if (!bounds) throw failure('SELECTION_EMPTY', { document: document.name })
  const picture = croppedPixels(client, layer.sheet, bounds)
  const begin = needs.mask === 'layer-mask' ? layer.mask && croppedPixels(client, layer.mask.sheet, bounds)
    : needs.mask === 'selection' ? selectionWithin(client, document, bounds) : undefined
  const chosen = selectionWithin(client, document, bounds)
  const small = needs.proxyPx === undefined ? undefined : await proxyOf(client, { document, layer, bounds }, needs.proxyPx)
  return {
    target, stamp, picture,
    placement: { host: 'files', target: target.id, bounds, place: { document: document.id, layer: layer.id } },
    ...(small ? { proxy: small.pixels } : {}),
    ...(begin ? { mask: begin } : {}),
    ...(chosen ? { selection: chosen } : {}),
    notes: [],
    close: async () => small?.close(),
  }
}

/** Gray u8 the size and place of `bounds`; undefined where nothing is selected. */
function selectionWithin(client: Client, { content }: OpenDocument, bounds: Bounds): Pixels | undefined {
  const { selection } = content
  if (!selection) return undefined
  if (selection.sheet) return asGray(croppedPixels(client, selection.sheet, bounds), 'u8')
  return rectangle(selection.bounds, bounds)
}

function rectangle(selected: Bounds, bounds: Bounds): Pixels {
  const { header } = plainGray(bounds, 0)
  const common = intersect(selected, bounds)
  return pixelsByRows(header, async (top, count) => {
    const out = new Uint8Array(header.width * count)
    for (let row = 0; common && row < count; row++) {
      const y = bounds.top + top + row
      if (y < common.top || y >= common.bottom) continue
      out.fill(255, row * header.width + common.left - bounds.left, row * header.width + common.right - bounds.left)
    }
    return out
  })
}

interface Part {
  document: OpenDocument
  layer: Layer
  bounds: Bounds
}

/** Made by the helper, which knows colour. */
async function proxyOf(
  client: Client, { document, layer, bounds }: Part, maxPx: number,
): Promise<{ pixels: Pixels; close(): Promise<void> }> {
  const { left, top } = layer.sheet.header.origin
  const region = { left: bounds.left - left, top: bounds.top - top, right: bounds.right - left, bottom: bounds.bottom - top }
  const job = await runJob(client, {
    task: 'view', options: { region, maxPx },
    inputs: { picture: { header: layer.sheet.header, held: layer.sheet.at, read: neverRead }, metadata: opened(document) },
  })
  const sheet = sheetOf(job, 'view')
  return {
    pixels: croppedPixels(client, sheet, boundsOf(sheet)),
    close: () => client.discard(job.id).catch(() => undefined),
  }
}

/** The opened file's picture, which carries profile and metadata. */
export const opened = (document: Pick<OpenDocument, 'opened'>): { job: string; result: string } =>
  ({ job: document.opened, result: 'picture' })

/** Of a sheet that is given by where it lies. */
export const neverRead = (): never => {
  throw failure('INTERNAL_ERROR', { reason: 'pixels that the helper holds are not read here' })
}
