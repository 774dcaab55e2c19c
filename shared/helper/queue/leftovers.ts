import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { Job } from './job'

/**
 * Removes the temporary file `.NAME.ID.part` of a `save` that was interrupted (document/atomic-file.ts). The id alone proves
 * nothing: clients choose it, and a file of the user's may be called so.
 */
export async function removeLeftovers({ id, record }: Job): Promise<void> {
  if (record.request.task !== 'save') return
  const target = record.options.path as string
  const folder = path.dirname(target)
  for (const name of await fs.readdir(folder).catch(() => [])) {
    const isOurs = name.startsWith('.') && name.endsWith(`.${id}.part`)
    // A folder that became read-only meanwhile keeps it.
    if (isOurs) await fs.rm(path.join(folder, name), { force: true }).catch(() => undefined)
  }
}
