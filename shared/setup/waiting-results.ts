import { join } from 'node:path'
import { jobResultSchema, z } from '#protocol'
import { namesIn, readText } from './files'

/** What of a job's journal says whether somebody waits for its result; the rest is the helper's own. */
const journalSchema = z.looseObject({
  host: z.string(),
  request: z.looseObject({ task: z.string() }),
  state: z.string(),
  finishedAt: z.optional(z.number()),
  placedAt: z.optional(z.number()),
  result: z.optional(jobResultSchema),
})

/** What these make is the way to a result, or the user's own file. */
const ERRANDS = ['open', 'view', 'proxy', 'probe', 'save', 'timeline']

/** The names of hosts, as the user calls them. Pages of a browser hold their results while they are open, and no longer. */
const hostNames: Record<string, string> = {
  'photoshop': 'Photoshop', 'premiere': 'Premiere Pro', 'resolve': 'DaVinci Resolve', 'command-line': 'the command line',
}

/**
 * Finished results that nobody has placed and that lie in the data folder alone; one sentence each. Those that the user has as a
 * file are no such.
 */
export function findWaitingResults(dataFolder: string): string[] {
  const jobs = join(dataFolder, 'jobs')
  return namesIn(jobs).flatMap((name) => {
    const journal = readJournal(join(jobs, name, 'job.json'))
    return journal === undefined ? [] : describeWaiting(journal)
  })
}

function readJournal(file: string): z.infer<typeof journalSchema> | undefined {
  try {
    const parsed = journalSchema.safeParse(JSON.parse(readText(file) ?? ''))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

function describeWaiting({ host, request, state, placedAt, finishedAt, result }: z.infer<typeof journalSchema>): string[] {
  const name = Object.hasOwn(hostNames, host) ? hostNames[host] : undefined
  if (state !== 'succeeded' || placedAt !== undefined || name === undefined || ERRANDS.includes(request.task)) return []
  const isHeld = Object.values(result?.results ?? {}).some((entry) => entry.kind === 'picture' || !/[\\/]/.test(entry.path))
  if (!isHeld) return []
  const when = finishedAt === undefined ? '' : ` of ${new Date(finishedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return [`${request.task.replace(/-clip$/, '')} for ${name}${when}`]
}
