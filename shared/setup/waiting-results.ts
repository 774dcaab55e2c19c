import { type Journal, readJournals } from './job-journals'

/** What these make is the way to a result, or the user's own file. */
const ERRANDS = ['open', 'view', 'proxy', 'probe', 'save', 'timeline']

/** The names of hosts, as the user calls them. */
const hostNames: Record<string, string> = {
  'photoshop': 'Photoshop', 'premiere': 'Premiere Pro', 'resolve': 'DaVinci Resolve', 'command-line': 'the command line',
  'browser': 'a page', 'home': 'a page',
}

/**
 * Finished results that nobody has placed and that lie in the data folder alone; a few words each. Those that the user has as a
 * file are no such.
 */
export const findWaitingResults = (dataFolder: string): string[] => readJournals(dataFolder).flatMap(describeWaiting)

function describeWaiting({ host, request, state, placedAt, finishedAt, result }: Journal): string[] {
  const name = Object.hasOwn(hostNames, host) ? hostNames[host] : undefined
  if (state !== 'succeeded' || placedAt !== undefined || name === undefined || ERRANDS.includes(request.task)) return []
  const isHeld = Object.values(result?.results ?? {}).some((entry) => entry.kind === 'picture' || !/[\\/]/.test(entry.path))
  if (!isHeld) return []
  const when = finishedAt === undefined ? '' : ` of ${new Date(finishedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return [`${request.task.replace(/-clip$/, '')} for ${name}${when}`]
}
