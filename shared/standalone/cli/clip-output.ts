import { extname, join, parse, resolve } from 'node:path'
import { clipExtensions, type Encoding, failure } from '#protocol'
import { type CommandTask, namesFile, suffixOf } from './output-path'

/** The folder beside a clip that results go to unless `-o` says otherwise. */
export const OWN_FOLDER = 'Firstpass'

export interface ClipRule {
  task: CommandTask
  encoding: Encoding
  /** Of an upscale, or of slow motion. */
  options: Record<string, unknown>
  out?: string
  outIsFolder: boolean
}

/** `subject`, `upscaled-2x`, `slow-4x`, `25fps`. */
export function clipSuffix({ task, options }: Pick<ClipRule, 'task' | 'options'>): string {
  if (task !== 'slow') return suffixOf(task, typeof options.scale === 'number' ? options.scale : 2)
  if (typeof options.factor === 'number') return `slow-${options.factor}x`
  const { num, den } = options.rate as { num: number; den: number }
  return `${Number((num / den).toFixed(3))}fps`
}

/**
 * Where each clip's result goes, in order: `Firstpass/clip-subject.mov` beside it, or the file or folder of `-o`. Pictures
 * (`png`) go into a folder of that name. Two clips that would share a name keep their extension in it.
 * @throws OPTION_INVALID
 */
export function planClipOutputs(sources: readonly string[], rule: ClipRule): string[] {
  const extension = rule.encoding === 'png' ? '' : `.${clipExtensions[rule.encoding]}`
  if (namesFile(rule)) return [planOneFile(sources, rule.out ?? '', extension)]
  const name = (source: string, stem: string): string => join(
    rule.out === undefined ? join(parse(source).dir, OWN_FOLDER) : resolve(rule.out), `${stem}-${clipSuffix(rule)}${extension}`)
  const plain = sources.map((source) => name(source, parse(source).name))
  return plain.map((path, index) => {
    const source = sources[index] ?? ''
    return plain.indexOf(path) === plain.lastIndexOf(path) ? path : name(source, parse(source).base)
  })
}

function planOneFile(sources: readonly string[], out: string, extension: string): string {
  const reason = extension === '' ? 'pictures go into a folder: name it without an extension, or with a / at its end'
    : `this encoding goes into a file ${extension}`
  if (extname(out).toLowerCase() !== extension) throw failure('OPTION_INVALID', { option: '-o', reason })
  if (sources.length > 1) {
    throw failure('OPTION_INVALID', { option: '-o', reason: `${sources.length} clips can't go into one file; name a folder` })
  }
  return resolve(out)
}
