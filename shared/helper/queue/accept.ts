import * as path from 'node:path'
import { failure, isTaskName, type JobRequest, type SaveOptions, tasks } from '#protocol'
import { type Grant, grantRead, grantWrite } from './paths'

/** A request after every rule that needs no bytes. */
export interface Accepted {
  options: Record<string, unknown>
  process: 'engine' | 'codec'
  /** Files of the user's that the job reads itself. */
  reads: string[]
}

/** @throws TASK_UNKNOWN, OPTION_INVALID, INPUT_MISSING, REQUEST_INVALID */
export function acceptRequest(request: JobRequest): Accepted {
  const { task } = request
  if (!isTaskName(task)) throw failure('TASK_UNKNOWN', { task })
  const rule = tasks[task]
  const parsed = rule.options.safeParse(request.options)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw failure('OPTION_INVALID', { option: issue?.path.join('.') || task, reason: issue?.message ?? 'not understood' })
  }
  const options = parsed.data as Record<string, unknown>
  checkInputNames(request, options, rule)
  checkPlaces(request, options)
  checkKinds(request)
  return { options, process: rule.process, reads: [] }
}

function checkInputNames(
  { task, inputs }: JobRequest, options: Record<string, unknown>, rule: (typeof tasks)[keyof typeof tasks],
): void {
  const needed = [...rule.inputs, ...namedInputs({ task, options })]
  for (const input of needed) if (!Object.hasOwn(inputs, input)) throw failure('INPUT_MISSING', { task, input })
  if (rule.optionalInputs === '*') return
  const allowed: readonly string[] = [...needed, ...rule.optionalInputs]
  const stray = Object.keys(inputs).find((name) => !allowed.includes(name))
  if (stray !== undefined) throw failure('REQUEST_INVALID', { reason: `task ${task} has no input "${stray}"` })
}

/** A file comes and goes either by a path or by bytes; which of both must be clear. */
function checkPlaces({ task, inputs }: JobRequest, options: Record<string, unknown>): void {
  const hasPath = options.path !== undefined
  const other = task === 'open' ? 'the input "file"' : 'a format'
  const hasOther = task === 'open' ? Object.hasOwn(inputs, 'file') : options.format !== undefined
  if ((task !== 'open' && task !== 'save') || hasPath !== hasOther) return
  const reason = hasPath ? `it is given beside ${other}` : `neither it nor ${other} is given`
  throw failure('OPTION_INVALID', { option: 'path', reason })
}

/** A file as it is goes to `open` alone, and nothing else goes there. */
function checkKinds({ task, inputs }: JobRequest): void {
  for (const [name, input] of Object.entries(inputs)) {
    const isFile = 'bytes' in input
    if (isFile === (task === 'open')) continue
    const reason = isFile ? `input "${name}" has no header` : `input "${name}" is no file that was sent`
    throw failure('PICTURE_INVALID', { reason })
  }
}

/** `save` names its inputs in its options. */
function namedInputs({ task, options }: { task: string; options: Record<string, unknown> }): string[] {
  if (task !== 'save') return []
  const { layers, metadata } = options as SaveOptions
  const names = layers.flatMap(({ picture, mask }) => (mask === undefined ? [picture] : [picture, mask]))
  return metadata === undefined ? names : [...names, metadata]
}

/** The name in the job folder of a file that was sent, and of one that is fetched from there. */
export const SENT_FILE = 'in-file'
export const keptFile = (format: string): string => `result.${format}`

/**
 * Replaces the paths of `open` and `save` by real ones that may be used, or by files of the job's own folder.
 * @param sources files the inputs were made from
 * @throws PATH_FORBIDDEN, FILE_MISSING, FILE_UNREADABLE, OUTPUT_UNWRITABLE
 */
export async function grantPaths(
  accepted: Accepted, { task, sources, folder }: { task: string; sources: readonly string[]; folder: string }, grant: Grant,
): Promise<Accepted> {
  const { options } = accepted
  if (task === 'open' && options.path === undefined) {
    return { ...accepted, options: { ...options, path: path.join(folder, SENT_FILE) } }
  }
  if (task === 'save' && options.path === undefined) {
    return { ...accepted, options: { ...options, path: path.join(folder, keptFile(options.format as string)) } }
  }
  if (task === 'open') {
    const real = await grantRead(options.path as string, grant)
    return { ...accepted, options: { ...options, path: real }, reads: [real] }
  }
  if (task === 'save') {
    return { ...accepted, options: { ...options, path: await grantWrite(options.path as string, sources, grant) } }
  }
  return accepted
}
