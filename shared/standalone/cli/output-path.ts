import { extname, join, parse, resolve } from 'node:path'
import { failure } from '#protocol'

export type PictureTask = 'mask' | 'denoise' | 'upscale'
/** What a command line names; `slow` has clips alone. */
export type CommandTask = PictureTask | 'slow'

export interface OutputRule {
  task: PictureTask
  /** Of `upscale`; part of the name. */
  scale?: number
  /** `-o`: a picture file, a folder, or nothing for "beside the source". */
  out?: string
  /** True where `out` names a folder that exists. */
  outIsFolder: boolean
}

/** Extensions that hold layers, and extensions that hold the result alone. */
const layered = ['.psd', '.psb']
const flat = ['.png', '.tif', '.tiff', '.jpg', '.jpeg']

export const isLayered = (path: string): boolean => layered.includes(extname(path).toLowerCase())

/** What stands behind the source's name: `photo-subject.psd`. */
export function suffixOf(task: PictureTask, scale = 2): string {
  return { mask: 'subject', denoise: 'denoised', upscale: `upscaled-${scale}x` }[task]
}

/** True for `-o` that names one picture file; only one source may go there. */
export function namesFile(rule: Pick<OutputRule, 'out' | 'outIsFolder'>): boolean {
  return rule.out !== undefined && !rule.outIsFolder && extname(rule.out) !== '' && !/[\\/]$/.test(rule.out)
}

/**
 * Where each source's result goes, in order. Two sources that would share a name (photo.jpg, photo.png) keep their
 * extension in it (photo.jpg-subject.psd). Default names end in `.psd`; the flow turns them to `.psb` for large pictures.
 * @throws OPTION_INVALID for an empty name, an extension that can't be written, or one file for several sources.
 */
export function planOutputs(sources: readonly string[], rule: OutputRule): string[] {
  if (rule.out === '') throw failure('OPTION_INVALID', { option: '-o', reason: 'it is empty (an unset variable of the shell?)' })
  if (namesFile(rule)) return [planOneFile(sources, rule.out ?? '')]
  const name = (source: string, stem: string): string =>
    join(rule.out === undefined ? parse(source).dir : resolve(rule.out), `${stem}-${suffixOf(rule.task, rule.scale)}.psd`)
  const plain = sources.map((source) => name(source, parse(source).name))
  return plain.map((path, index) => {
    const isShared = plain.indexOf(path) !== plain.lastIndexOf(path)
    const source = sources[index] ?? ''
    return isShared ? name(source, parse(source).base) : path
  })
}

function planOneFile(sources: readonly string[], out: string): string {
  const extension = extname(out).toLowerCase()
  if (![...layered, ...flat].includes(extension)) {
    const reason = `"${extension}" is not a format that is written; .psd .psb .png .tif .jpg are`
    throw failure('OPTION_INVALID', { option: '-o', reason })
  }
  if (sources.length > 1) {
    throw failure('OPTION_INVALID', { option: '-o', reason: `${sources.length} pictures can't go into one file; name a folder` })
  }
  return resolve(out)
}

/** Limits of PSD: 30,000 pixels a side, 2 GB a file. */
const PSD_SIDE_PX = 30_000
const PSD_BYTES = 2e9

export interface DocumentSize {
  width: number
  height: number
  pixelBytes: number
  /** The composite counts as one. */
  layers: number
}

/** A default `.psd` name becomes `.psb` where the document is past what PSD can hold. */
export function fitExtension(path: string, document: DocumentSize): string {
  const isLarge = Math.max(document.width, document.height) > PSD_SIDE_PX || document.pixelBytes * document.layers > PSD_BYTES
  return isLarge && path.endsWith('.psd') ? `${path.slice(0, -1)}b` : path
}
