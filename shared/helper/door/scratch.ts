import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { failure, type ScratchPlace } from '#protocol'

/** Beside the source, as results are. */
const OWN_FOLDER = 'Firstpass'

/**
 * Places for files that Resolve renders and that go once they were looked at. Only what was handed out is ever removed; a helper
 * that ended before leaves the file, which its name tells apart.
 */
export class Scratch {
  private readonly places = new Map<string, { folder: string; isOurs: boolean }>()

  /** @param source a file whose folder is there @throws PATH_FORBIDDEN, OUTPUT_UNWRITABLE */
  async make(source: string): Promise<ScratchPlace> {
    const isPlain = path.isAbsolute(source) && !/\0|(^|[\\/])\.\.([\\/]|$)/.test(source)
    const shown = source.replaceAll('\0', '\\0')
    if (!isPlain) throw failure('PATH_FORBIDDEN', { path: shown, reason: 'it is not absolute, or climbs' })
    const beside = path.dirname(source)
    const folder = path.basename(beside) === OWN_FOLDER ? beside : path.join(beside, OWN_FOLDER)
    const isThere = await fs.stat(folder).then((found) => found.isDirectory(), () => false)
    if (!isThere) {
      await fs.mkdir(folder).catch((thrown: unknown) => {
        const reason = thrown instanceof Error ? thrown.message : String(thrown)
        throw failure('OUTPUT_UNWRITABLE', { path: folder, reason }, thrown)
      })
    }
    const name = `firstpass-graded-${randomBytes(8).toString('hex')}`
    this.places.set(name, { folder, isOurs: !isThere })
    return { folder, name }
  }

  /** Harmless twice, and for what was never handed out. */
  async remove({ folder, name }: ScratchPlace): Promise<void> {
    const place = this.places.get(name)
    if (place?.folder !== folder) return
    const names = await fs.readdir(folder).catch(() => [])
    for (const each of names.filter((one) => one.startsWith(`${name}.`))) await fs.rm(path.join(folder, each), { force: true })
    if (place.isOurs) await fs.rmdir(folder).catch(() => undefined)
    this.places.delete(name)
  }
}
