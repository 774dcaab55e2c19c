import { channelCount, failure, hasAlpha, type JobResult, type PictureHeader, rowBytes } from '#protocol'
import { type DocumentSize, isLayered, type PictureTask } from './output-path'

export interface Layer {
  name: string
  /** An input of the save job. */
  picture: string
  mask?: string
  hidden?: boolean
  blend?: 'add'
}

/** Which results the save job takes, by the names they have there. */
export interface Placement {
  layers: Layer[]
  /** Save's input -> where it comes from: the opened source, or a result of the task. */
  inputs: Record<string, { from: 'source' } | { from: 'task'; result: string }>
}

export interface Made {
  task: PictureTask
  options: Record<string, unknown>
  result: JobResult
  source: PictureHeader
}

/** Photoshop's own name for an opaque bottom layer, which it then locks. */
const bottomName = (source: PictureHeader): string => (hasAlpha(source.channels) ? 'Photograph' : 'Background')

/** The photograph untouched. With transparency it is hidden: under ours, half-transparent pixels would add up. */
const bottomOf = (source: PictureHeader): Layer =>
  ({ name: bottomName(source), picture: 'source', ...(hasAlpha(source.channels) ? { hidden: true } : {}) })

function describeDenoise(options: Record<string, unknown>): string {
  const amount = options.sigma === undefined ? String(options.strength) : `sigma ${String(options.sigma)}`
  return `Denoised ${amount} (Firstpass)`
}

/**
 * What goes into the document, bottom to top: the photograph untouched, ours above it. Flat files get ours alone.
 * The source is always an input: profile and metadata come from it.
 */
export function placeLayers(made: Made, path: string): Placement {
  const source = { from: 'source' } as const
  if (made.task === 'mask') {
    const matte = { from: 'task', result: 'matte' } as const
    if (!isLayered(path)) return { layers: [{ name: 'Subject', picture: 'matte' }], inputs: { source, matte } }
    const isDecontaminated = made.result.results.foreground !== undefined
    const subject = { name: 'Subject', picture: isDecontaminated ? 'foreground' : 'source', mask: 'matte' }
    return {
      layers: [bottomOf(made.source), subject],
      inputs: { source, matte, ...(isDecontaminated ? { foreground: { from: 'task', result: 'foreground' } as const } : {}) },
    }
  }
  const picture = { from: 'task', result: 'picture' } as const
  if (made.task === 'upscale') {
    const name = `Upscaled ${String(made.options.scale)}x (Firstpass)`
    return { layers: [{ name, picture: 'picture' }], inputs: { source, picture } }
  }
  const denoised = { name: describeDenoise(made.options), picture: 'picture' }
  if (!isLayered(path)) return { layers: [denoised], inputs: { source, picture } }
  const placement: Placement = {
    layers: [bottomOf(made.source), denoised], inputs: { source, picture },
  }
  if (made.result.results.removed !== undefined) {
    placement.layers.push({ name: 'Removed noise (Firstpass)', picture: 'removed', hidden: true, blend: 'add' })
    placement.inputs.removed = { from: 'task', result: 'removed' }
  }
  return placement
}

/** The header of a pixel result. @throws RESULT_MISSING */
export function headerOf(job: { id: string; result: JobResult }, name: string): PictureHeader {
  const entry = job.result.results[name]
  if (entry?.kind !== 'picture') throw failure('RESULT_MISSING', { id: job.id, name })
  return entry.header
}

/** How large the document will be; a layer mask counts as a quarter of an RGBA layer, the "Check here" layer as one. */
export function documentSize(placement: Placement, header: PictureHeader): DocumentSize {
  const masks = placement.layers.filter((layer) => layer.mask !== undefined).length / channelCount(header.channels)
  return {
    width: header.width,
    height: header.height,
    pixelBytes: rowBytes(header) * header.height,
    layers: placement.layers.length + masks + 2,
  }
}
