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
    if (name.includes(id) && name !== path.basename(target)) await fs.rm(path.join(folder, name), { force: true })
  }
}
