import { dirname, isAbsolute, join } from 'node:path'
import { kindAt, namesIn, readText, removeAll, removeEmpty } from './files'
import { type Journal, readJournals } from './job-journals'

/** These write a single file of the user's. */
const FILE_TASKS = ['save', 'timeline']

/** A few words about what goes with jobs that have not ended; none where all have. */
export function describeUnfinished(dataFolder: string): string[] {
  const count = readJournals(dataFolder).filter(({ state }) => state === 'queued' || state === 'running').length
  if (count === 0) return []
  return [count === 1 ? 'A job that had not ended is given up.' : `${count} jobs that had not ended are given up.`]
}

/**
 * Removes what jobs keep outside of the data folder while they work: hidden beside what they were to make, `.NAME.ID.part`, a
 * file, or a folder of a clip's chunks whose plan names the job. The folder beside it is the user's, and stays.
 */
export function removeJobLeftovers(dataFolder: string): void {
  for (const journal of readJournals(dataFolder)) {
    const target = journal.options.output ?? journal.options.path
    if (typeof target !== 'string' || !isAbsolute(target)) continue
    const folder = dirname(target)
    const ours = namesIn(folder).filter((name) => name.startsWith('.') && name.endsWith(`.${journal.id}.part`))
    for (const name of ours) removePart(join(folder, name), journal)
  }
}

function removePart(path: string, { id, request }: Journal): void {
  if (kindAt(path) === 'file' && FILE_TASKS.includes(request.task)) removeAll(path)
  if (kindAt(path) !== 'folder') return
  const plan = readText(join(path, 'plan.json'))
  if (plan === undefined) removeEmpty(path)
  else if (namesJob(plan, id)) removeAll(path)
}

function namesJob(plan: string, id: string): boolean {
  try {
    return (JSON.parse(plan) as { job?: unknown } | null)?.job === id
  } catch {
    return false
  }
}
