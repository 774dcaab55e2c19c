import * as fs from 'node:fs/promises'
import * as path from 'node:path'

/** The bytes of all files in a folder and below, 0 where there is none. No link is followed; what goes meanwhile counts 0. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    const each = path.join(folder, entry.name)
    if (entry.isDirectory()) bytes += await folderBytes(each)
    else if (entry.isFile()) bytes += (await fs.lstat(each).catch(() => ({ size: 0 }))).size
  }
  return bytes
}
