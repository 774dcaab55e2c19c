import fs from 'node:fs'
import path from 'node:path'
import { failure, type GrantedSave, pixelBytes } from '#protocol'
import type { PictureFile, Task, TaskContext, WorkResult } from '#helper/tasks/task'
import { writeAtomically, type WrittenFile } from './atomic-file'
import { type FlatFormat, saveFlat } from './encode'
import { flattenDocument } from './flatten'
import { buildDocument } from './layered'
import type { Metadata } from './metadata'
import { savePsd } from './psd-file'
import { readMetadata } from './vips-file'
import { withJob } from './xmp'

/** Task `save`: see protocol/tasks/save.ts. */
export const saveTask: Task<GrantedSave> = async (context, options) => {
  const started = performance.now()
  const format = formatOf(options.path)
  const layers = options.layers.map((layer) => ({
    options: layer,
    picture: inputOf(context, layer.picture),
    ...(layer.mask === undefined ? {} : { mask: inputOf(context, layer.mask) }),
  }))
  const described = inputOf(context, options.metadata ?? options.layers[0]?.picture ?? '')
  const found = readMetadata(described)
  refuseInputs(options.path, context, found)
  const metadata = options.job === undefined ? found : { ...found, xmp: withJob(found.xmp, options.job) }
  const notes: string[] = []
  const { folder, id } = context.order
  const expectedBytes = layers.reduce((sum, layer) => sum + pixelBytes(layer.picture.header), 0)
  const written = await writeAtomically(
    { path: options.path, overwrite: options.overwrite, id, expectedBytes },
    async (temporary) => {
      if (format === 'psd') {
        const document = buildDocument(layers, { checks: options.checks ?? [], metadata })
        await savePsd(document, { temporary, target: options.path }, context.progress)
      } else {
        const picture = options.flatten
          ? flattenDocument(buildDocument(layers, { checks: [], metadata }), folder, context.progress)
          : layers[0]?.picture ?? described
        notes.push(...await saveFlat({ picture, metadata, format, temporary, target: options.path, folder }, context.progress))
      }
    })
  return {
    results: { file: resultOf(options, written) },
    timings: { totalMs: performance.now() - started, inferMs: 0 },
    notes,
    facts: { format: path.extname(options.path).slice(1).toLowerCase(), layers: layers.length },
  }
}

/** One that nobody named a path for stays in the job folder, and goes by its bare name. */
function resultOf({ path: file, format }: GrantedSave, written: WrittenFile): WorkResult {
  if (format === undefined) return { entry: { kind: 'file', path: file, ...written } }
  return { entry: { kind: 'file', path: path.basename(file), ...written }, file }
}

const formats: Readonly<Record<string, FlatFormat | 'psd'>> = {
  '.psd': 'psd', '.psb': 'psd', '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg', '.tif': 'tiff', '.tiff': 'tiff',
}

function formatOf(target: string): FlatFormat | 'psd' {
  if (!path.isAbsolute(target) || target.includes('\0')) {
    throw failure('PATH_FORBIDDEN', { path: target.replaceAll('\0', '?'), reason: 'it is not an absolute path' })
  }
  const format = formats[path.extname(target).toLowerCase()]
  if (format === undefined) {
    const reason = `"${path.extname(target)}" is none of ${Object.keys(formats).join(' ')}`
    throw failure('OPTION_INVALID', { option: 'path', reason })
  }
  return format
}

function inputOf(context: TaskContext, name: string): PictureFile {
  const input = Object.hasOwn(context.order.inputs, name) ? context.order.inputs[name] : undefined
  if (input === undefined) throw failure('INPUT_MISSING', { task: 'save', input: name })
  return input
}

/** What was read is never written over, whatever it is called and however often it was linked. */
function refuseInputs(target: string, context: TaskContext, metadata: Metadata): void {
  const found = identityOf(target)
  const sources = [...Object.values(context.order.inputs).map((input) => input.file), metadata.sourcePath]
  for (const source of sources) {
    if (found !== undefined && source !== undefined && identityOf(source) === found) {
      throw failure('PATH_FORBIDDEN', { path: target, reason: 'it is the picture that was opened, which is never written over' })
    }
  }
}

/** The same for every name of one file; undefined where there is none that can be looked at. */
function identityOf(file: string): string | undefined {
  try {
    const { dev, ino } = fs.statSync(file, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
