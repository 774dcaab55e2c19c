import fs from 'node:fs'
import { measureFile, type Measured, syncPath } from '#helper/media/measure-file'
import { asWriteFailure, partPath, placeFile, refuseTarget, type Target } from '#helper/tasks/place-file'

export { asWriteFailure } from '#helper/tasks/place-file'

export interface AtomicWrite extends Target {
  /** The job's: makes the temporary name unique, and known to the queue, which removes it after a SIGKILL. */
  id: string
  /** About how large it will be, for the message of a full disk. */
  expectedBytes: number
}

export type WrittenFile = Measured

/**
 * Lets `write` fill a temporary file, then gives it its name: all or nothing.
 * @throws OUTPUT_EXISTS (also if another program made the file meanwhile), OUTPUT_UNWRITABLE, DISK_FULL
 */
export async function writeAtomically(request: AtomicWrite, write: (temporary: string) => Promise<void>): Promise<WrittenFile> {
  const temporary = partPath(request.path, request.id)
  try {
    refuseTarget(request)
    fs.rmSync(temporary, { force: true })
    fs.closeSync(fs.openSync(temporary, 'wx'))
    await write(temporary)
    const written = await measureFile(temporary)
    syncPath(temporary)
    placeFile(temporary, request)
    return written
  } catch (error) {
    throw asWriteFailure(error, request.path, request.expectedBytes)
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}
