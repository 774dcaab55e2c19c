import { join } from 'node:path'
import { jobResultSchema, z } from '#protocol'
import { kindAt, namesIn, readText } from './files'

/** What of a job's journal is asked for here; the rest is the helper's own. */
const journalSchema = z.looseObject({
  host: z.string(),
  request: z.looseObject({ task: z.string() }),
  /** With those that the user left out. */
  options: z._default(z.record(z.string(), z.unknown()), {}),
  state: z.string(),
  finishedAt: z.optional(z.number()),
  placedAt: z.optional(z.number()),
  result: z.optional(jobResultSchema),
})

export interface Journal extends z.infer<typeof journalSchema> {
  id: string
}

/** The jobs of a data folder whose journals are whole; a link in the place of one is none. */
export function readJournals(dataFolder: string): Journal[] {
  const jobs = join(dataFolder, 'jobs')
  if (kindAt(jobs) !== 'folder') return []
  return namesIn(jobs).flatMap((id) => {
    const isJob = /^[0-9a-z]{20,32}$/.test(id) && kindAt(join(jobs, id)) === 'folder'
    const journal = isJob ? readJournal(join(jobs, id, 'job.json')) : undefined
    return journal === undefined ? [] : [{ ...journal, id }]
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
