import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { Job } from './job'

/**
 * Removes the temporary file of a `save` that was interrupted. Its name holds the job's id, so nothing of the
 * user's can be meant.
 */
export async function removeLeftovers({ id, record }: Job): Promise<void> {
  if (record.request.task !== 'save') return
  const target = record.options.path as string
  const folder = path.dirname(target)
  for (const name of await fs.readdir(folder).catch(() => [])) {
    // A folder that became read-only meanwhile keeps it.
    const isOurs = name.includes(id) && name !== path.basename(target)
    if (isOurs) await fs.rm(path.join(folder, name), { force: true }).catch(() => undefined)
  }
}
