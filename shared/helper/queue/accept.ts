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

/** `save` names its inputs in its options. */
function namedInputs({ task, options }: { task: string; options: Record<string, unknown> }): string[] {
  if (task !== 'save') return []
  const { layers, metadata } = options as SaveOptions
  const names = layers.flatMap(({ picture, mask }) => (mask === undefined ? [picture] : [picture, mask]))
  return metadata === undefined ? names : [...names, metadata]
}

/**
 * Replaces the paths of `open` and `save` by real ones that may be used.
 * @param sources files the inputs were made from
 * @throws PATH_FORBIDDEN, FILE_MISSING, FILE_UNREADABLE, OUTPUT_UNWRITABLE
 */
export async function grantPaths(
  accepted: Accepted, { task, sources }: { task: string; sources: readonly string[] }, grant: Grant,
): Promise<Accepted> {
  const { options } = accepted
  if (task === 'open') {
    const real = await grantRead(options.path as string, grant)
    return { ...accepted, options: { ...options, path: real }, reads: [real] }
  }
  if (task === 'save') {
    return { ...accepted, options: { ...options, path: await grantWrite(options.path as string, sources, grant) } }
  }
  return accepted
}
