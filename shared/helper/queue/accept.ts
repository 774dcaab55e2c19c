import * as path from 'node:path'
import {
  clipExtensions, type Encoding, failure, isTaskName, type JobRequest, makesClip, type SaveOptions, tasks, type TimelineOptions,
} from '#protocol'
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

/** Whether the task works on a file of the user's: named by `path`, or the input `file`. */
export const takesFile = (task: string): boolean =>
  isTaskName(task) && (tasks[task].optionalInputs as readonly string[] | '*').includes('file')

/** Whether the task writes a file at `path`, or one of a `format` that is fetched. */
export const writesFile = (task: string): boolean => task === 'save' || task === 'timeline'

/** A timeline is written or read, one of both. @returns whether it is read */
function checkRead({ read, timeline, path: file, format }: TimelineOptions): boolean {
  if ((read === undefined) === (timeline === undefined)) {
    const reason = read === undefined ? 'neither it nor "read" is given' : 'it is given beside "read"'
    throw failure('OPTION_INVALID', { option: 'timeline', reason })
  }
  if (read === undefined) return false
  const isWritten = file !== undefined || format !== undefined
  if (isWritten) throw failure('OPTION_INVALID', { option: 'path', reason: 'nothing is written' })
  return true
}

/** A file comes and goes either by a path or by bytes; which of both must be clear. */
function checkPlaces({ task, inputs }: JobRequest, options: Record<string, unknown>): void {
  if (task === 'timeline' && checkRead(options as TimelineOptions)) return
  const hasPath = options.path !== undefined
  const other = takesFile(task) ? 'the input "file"' : 'a format'
  const hasOther = takesFile(task) ? Object.hasOwn(inputs, 'file') : options.format !== undefined
  if ((!takesFile(task) && !writesFile(task)) || hasPath !== hasOther) return
  const reason = hasPath ? `it is given beside ${other}` : `neither it nor ${other} is given`
  throw failure('OPTION_INVALID', { option: 'path', reason })
}

/** A file as it is goes to the input `file` of tasks that take one, and no pixels go there. */
function checkKinds({ task, inputs }: JobRequest): void {
  for (const [name, input] of Object.entries(inputs)) {
    const isForFile = takesFile(task) && name === 'file'
    if (isForFile && 'header' in input) throw failure('PICTURE_INVALID', { reason: `input "${name}" is no file that was sent` })
    const isFile = 'bytes' in input || 'input' in input
    if (!isForFile && isFile) throw failure('PICTURE_INVALID', { reason: `input "${name}" has no header` })
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

interface Asked {
  task: string
  /** Files the inputs were made from. */
  sources: readonly string[]
  /** The job's. */
  folder: string
}

/**
 * Replaces the paths of files by real ones that may be used, or by files of the job's own folder.
 * @throws PATH_FORBIDDEN, FILE_MISSING, FILE_UNREADABLE, OUTPUT_UNWRITABLE, OPTION_INVALID
 */
export async function grantPaths(accepted: Accepted, asked: Asked, grant: Grant): Promise<Accepted> {
  const { task, sources, folder } = asked
  const { options } = accepted
  if (takesFile(task)) return grantOutput(await grantFile(accepted, asked, grant), asked, grant)
  if (!writesFile(task)) return accepted
  const { read, timeline } = options as TimelineOptions
  if (read !== undefined) {
    const real = await grantRead(read, grant)
    return { ...accepted, options: { ...options, read: real }, reads: [real] }
  }
  const origins = [...sources, ...timeline?.media.map((media) => media.path) ?? []]
  const file = options.path === undefined
    ? path.join(folder, keptFile(options.format as string))
    : await grantWrite(options.path as string, origins, grant)
  return { ...accepted, options: { ...options, path: file } }
}

async function grantFile(accepted: Accepted, { folder }: Asked, grant: Grant): Promise<Accepted> {
  const { options } = accepted
  if (options.path === undefined) {
    // Messages never call it by its place: that is nobody's business but the helper's.
    return { ...accepted, options: { name: 'The file that was sent', ...options, path: path.join(folder, SENT_FILE) } }
  }
  const real = await grantRead(options.path as string, grant)
  return { ...accepted, options: { ...options, path: real }, reads: [real] }
}

/** Where a clip is made. Its folder may be missing if only its own last step is: the job makes it. */
async function grantOutput(accepted: Accepted, { task, sources, folder }: Asked, grant: Grant): Promise<Accepted> {
  if (!makesClip(task)) return accepted
  const { options, reads } = accepted
  const { output, encoding } = options as { output?: string; encoding: Encoding }
  const isFolder = encoding === 'png'
  if (output === undefined && isFolder) {
    throw failure('OPTION_INVALID', { option: 'output', reason: 'pictures need a folder of their own' })
  }
  const place = output === undefined
    ? path.join(folder, keptFile(clipExtensions[encoding]))
    : await grantWrite(output, [...sources, ...reads], { ...grant, isFolder, makesFolder: true })
  return { ...accepted, options: { ...options, output: place } }
}
