import type { Client, JobOrder } from '#client'
import { hasAlpha, pixelBytes } from '#protocol'
import { fetchFile, fileOf } from './fetch-file'
import { isClipped, type Layer, type OpenDocument, type Sheet } from './document'
import { neverRead, opened } from './read-layer'
import { runJob } from './run-job'

export type FileKind = 'psd' | 'png'

/** What a PSD holds at most; larger documents become a PSB. */
const PSD_MAX_SIDE_PX = 30_000
const PSD_SAFE_BYTES = 1_900_000_000

/** As the job `save` takes it: all layers as they are (PSD), or what shows of them as one picture (PNG). */
export function saveOrder(document: OpenDocument, kind: FileKind): JobOrder {
  const { layers, checks } = document.content
  const inputs: NonNullable<JobOrder['inputs']> = { opened: opened(document) }
  const input = (name: string, sheet: Sheet): string => {
    inputs[name] = { header: sheet.header, held: sheet.at, read: neverRead }
    return name
  }
  const described = layers.map((layer, index) => ({
    name: index === 0 && isBackground(layer) ? 'Background' : layer.name,
    picture: input(`layer-${index}`, layer.sheet),
    // What is switched off for a look at the picture before is no less part of the document.
    ...(layer.mask && (kind === 'psd' || layer.mask.isOn) ? { mask: input(`mask-${index}`, layer.mask.sheet) } : {}),
    hidden: !layer.isVisible,
    opacity: layer.opacity,
    ...(isClipped(document.content, layer) ? { clipped: true } : {}),
  }))
  const job = lastRecipe(layers)
  return {
    task: 'save',
    options: {
      format: kind === 'png' ? 'png' : isLarge(document) ? 'psb' : 'psd', flatten: kind === 'png',
      layers: described, metadata: 'opened',
      ...(kind === 'psd' && checks ? { checks: [...checks.boxes] } : {}),
      ...(job === undefined ? {} : { job }),
    },
    inputs,
  }
}

const isBackground = ({ sheet, mask, opacity }: Layer): boolean => !hasAlpha(sheet.header.channels) && !mask && opacity === 100

function isLarge({ width, height, content }: OpenDocument): boolean {
  const bytes = content.layers.reduce((sum, { sheet }) => sum + pixelBytes(sheet.header), 0)
  return Math.max(width, height) > PSD_MAX_SIDE_PX || bytes > PSD_SAFE_BYTES
}

/** How the newest result was made: what a reopened file says of itself. */
function lastRecipe(layers: readonly Layer[]): string | undefined {
  return layers.flatMap(({ job, mask }) => [job, mask?.job]).findLast((made) => made !== undefined)?.recipe
}

export interface SavedFile {
  name: string
  bytes: Blob
}

/** Writes the document in the helper and brings the file over. @throws OUTPUT_TOO_LARGE, DISK_FULL, HELPER_LOST */
export async function saveDocument(client: Client, document: OpenDocument, kind: FileKind): Promise<SavedFile> {
  const job = await runJob(client, saveOrder(document, kind))
  try {
    const { extension, bytes } = fileOf(job)
    return { name: `${baseName(document.name)}${extension}`, bytes: await fetchFile(client, { job: job.id, bytes }) }
  } finally {
    await client.discard(job.id).catch(() => undefined)
  }
}

/** `holiday.jpg` becomes `holiday-firstpass`, without what no file system takes. */
export function baseName(name: string): string {
  const bare = name.replace(/\.(jpe?g|png|tiff?|webp|avif|ps[db])$/i, '').replaceAll(' (Firstpass)', '').replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_').trim()
  return `${bare.slice(0, 150) || 'picture'}-firstpass`
}
