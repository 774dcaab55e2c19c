import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { makesClip } from '#protocol'
import { writesFile } from './accept'
import type { Job } from './job'

/** What becomes of a job: it may go on, or nobody will ask for it again. */
export type Ending = 'interrupted' | 'over'

/** The folder beside a clip where results go unless the user says otherwise; made by the job that needs it. */
const OWN_FOLDER = 'Firstpass'

/**
 * Removes what a job left outside its folder under the hidden name `.NAME.ID.part`: the temporary file of a `save` or `timeline`
 * (document/atomic-file.ts), or, when the job is over, a clip's chunks (tasks/clip-part.ts). The id alone proves nothing:
 * clients choose it, and a file of the user's may be called so.
 */
export async function removeLeftovers({ id, record }: Job, ending: Ending): Promise<void> {
  const { task } = record.request
  if (writesFile(task)) {
    const file = record.options.path as string | undefined
    return file === undefined ? undefined : removeParts(file, id, (part) => fs.rm(part, { force: true }))
  }
  if (!makesClip(task) || ending !== 'over') return
  const output = record.options.output as string
  await removeParts(output, id, (folder) => removeChunks(folder, id))
  const folder = path.dirname(output)
  if (path.basename(folder) === OWN_FOLDER) await fs.rmdir(folder).catch(() => undefined)
}

async function removeParts(target: string, id: string, remove: (file: string) => Promise<void>): Promise<void> {
  const folder = path.dirname(target)
  for (const name of await fs.readdir(folder).catch(() => [])) {
    const isOurs = name.startsWith('.') && name.endsWith(`.${id}.part`)
    // A folder that became read-only meanwhile keeps it.
    if (isOurs) await remove(path.join(folder, name)).catch(() => undefined)
  }
}

/** Only a folder whose plan names the job; or an empty one, of a job that ended before it had a plan. */
async function removeChunks(folder: string, id: string): Promise<void> {
  const plan = await fs.readFile(path.join(folder, 'plan.json'), 'utf8').catch(() => undefined)
  if (plan === undefined) {
    await fs.rm(path.join(folder, 'plan.json.new'), { force: true })
    return fs.rmdir(folder)
  }
  if ((JSON.parse(plan) as { job?: unknown }).job !== id) return
  // An ffmpeg whose engine was killed a moment ago may still make a file in it.
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}
