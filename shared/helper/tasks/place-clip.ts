import fs from 'node:fs'
import path from 'node:path'
import { failure } from '#protocol'
import { kindOf } from '#helper/media/encodings'
import { type Measured, measureFile, syncPath } from '#helper/media/measure-file'
import type { ClipOptions } from './clip-options'
import { placeFile, placeFolder, type Target } from './place-file'
import type { TaskContext, WorkDone, WorkResult } from './task'

export interface ClipTarget extends Target {
  kind: 'file' | 'folder'
  /** It stays in the job folder, to be fetched. */
  isKept: boolean
}

/** @throws OPTION_INVALID for a file of another kind than the encoding's */
export function targetOf({ order }: TaskContext, { output, overwrite, encoding }: ClipOptions): ClipTarget {
  if (output === undefined) throw failure('OPTION_INVALID', { option: 'output', reason: 'no place is given' })
  const isKept = path.dirname(output) === order.folder
  const extension = `.${kindOf(encoding).extension}`
  if (encoding !== 'png' && path.extname(output).toLowerCase() !== extension) {
    throw failure('OPTION_INVALID', { option: 'output', reason: `${encoding} goes into a file ${extension}` })
  }
  return { path: output, overwrite: overwrite || isKept, kind: encoding === 'png' ? 'folder' : 'file', isKept }
}

/** In the job folder; the queue lets it lie when a job is taken up again. */
const PLACED = 'placed.part'

/**
 * Gives a whole result its name. What the job will answer is written down first: a crash in between, or before the answer
 * reached the queue, does not make it all again.
 */
export function placeClip(
  context: TaskContext, temporary: string, { target, done }: { target: ClipTarget; done: WorkDone },
): void {
  const note = path.join(context.order.folder, PLACED)
  fs.writeFileSync(note, JSON.stringify({ target: target.path, done }), { mode: 0o600 })
  syncPath(note)
  if (target.kind === 'folder') placeFolder(temporary, target)
  else placeFile(temporary, target)
}

export const resultOf = (target: ClipTarget, measured: Measured): WorkResult => {
  const { bytes, sha256 } = measured
  if (!target.isKept) return { entry: { kind: 'file', path: target.path, bytes, sha256 } }
  return { entry: { kind: 'file', path: path.basename(target.path), bytes, sha256 }, file: target.path }
}

/** What an earlier run of this job gave its name just before it was cut off. */
export async function findPlaced(context: TaskContext): Promise<WorkDone | undefined> {
  const note = path.join(context.order.folder, PLACED)
  if (!fs.existsSync(note)) return undefined
  try {
    const { target, done } = JSON.parse(fs.readFileSync(note, 'utf8')) as { target: string; done: WorkDone }
    const entry = done.results.file?.entry
    const found = await measureFile(target)
    return entry?.kind === 'file' && entry.sha256 === found.sha256 && entry.bytes === found.bytes ? done : undefined
  } catch {
    // Cut short itself, or the result never got its name.
    return undefined
  }
}

/** Makes the folder of the result where only its last step is missing. @returns it, if it was made */
export function makeFolder(target: string): string | undefined {
  const folder = path.dirname(target)
  if (fs.existsSync(folder)) return undefined
  fs.mkdirSync(folder)
  return folder
}
