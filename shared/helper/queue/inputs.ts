import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { checkHeader, failure, type Input, pixelBytes, type PictureHeader } from '#protocol'
import type { BlobStore } from './blobs'
import type { Job } from './job'
import { SENT_FILE, takesFile } from './accept'
import type { JobRecord } from './job-record'
import { INPUT_PREFIX } from './journal'

type Stored = JobRecord['inputs'][string]

/** The input that is a file as it is, of the tasks that take one. */
const FILE_INPUT = 'file'

/** Largest ICC profile that is taken in. */
const MAX_ICC_BYTES = 16 * 1024 * 1024

export interface InputSource {
  task: string
  owner: string
  blobs: BlobStore
  /** A job of the same owner. @throws JOB_MISSING */
  job(id: string): Job
}

/** The name of a profile inside the job's folder; a header names it by its blob. */
export const iccFileName = (blob: string): string => `${INPUT_PREFIX}icc-${blob}`

/**
 * Brings every input into the job's folder by a hard link, so that no byte is copied and no purge takes it away.
 * @throws BLOB_MISSING, BLOB_INCOMPLETE, PICTURE_INVALID, JOB_MISSING, JOB_STATE_WRONG, RESULT_MISSING
 */
export async function takeInputs(
  inputs: Readonly<Record<string, Input>>, folder: string, source: InputSource,
): Promise<Record<string, Stored>> {
  const taken: Record<string, Stored> = {}
  for (const [name, input] of Object.entries(inputs)) {
    if (name === FILE_INPUT && takesFile(source.task)) {
      await link(await findFile(input, source), path.join(folder, SENT_FILE))
      continue
    }
    if ('bytes' in input || 'input' in input) throw failure('PICTURE_INVALID', { reason: `input "${name}" has no header` })
    const at = { name, folder, source }
    taken[name] = 'blob' in input ? await takeBlob(input, at) : await takeResult(input, at)
  }
  return taken
}

/** Blobs that belong to their job alone from now on. */
export const sentFiles = (inputs: Readonly<Record<string, Input>>): string[] =>
  Object.values(inputs).flatMap((input) => ('bytes' in input ? [input.blob] : []))

/** A worker finds it under its options' path, as a file of the user's: sent now, with an earlier job, or made by one. */
async function findFile(input: Input, { owner, blobs, job }: InputSource): Promise<string> {
  if ('bytes' in input) {
    const received = await blobs.size(owner, input.blob)
    if (received !== input.bytes) throw failure('BLOB_INCOMPLETE', { id: input.blob, expected: input.bytes, received })
    return blobs.file(owner, input.blob)
  }
  if ('header' in input) throw failure('PICTURE_INVALID', { reason: `input "${FILE_INPUT}" is no file that was sent` })
  const earlier = job(input.job)
  if ('input' in input) {
    const file = path.join(earlier.folder.path, SENT_FILE)
    if (!takesFile(earlier.record.request.task) || !await exists(file)) {
      throw failure('RESULT_MISSING', { id: earlier.id, name: FILE_INPUT })
    }
    return file
  }
  requireDone(earlier)
  const { entry, stored } = resultOf(earlier, input.result)
  if (entry?.kind !== 'file' || !stored) throw failure('RESULT_MISSING', { id: earlier.id, name: input.result })
  return path.resolve(earlier.folder.path, stored.file)
}

const exists = (file: string): Promise<boolean> => fs.access(file).then(() => true, () => false)

/** @throws JOB_STATE_WRONG */
function requireDone({ id, state }: Job): void {
  if (state !== 'succeeded') throw failure('JOB_STATE_WRONG', { id, state, wanted: 'succeeded' })
}

/** `name` comes from a client; an object's own fields only. */
function resultOf({ record }: Job, name: string) {
  const results = record.result?.results ?? {}
  return {
    entry: Object.hasOwn(results, name) ? results[name] : undefined,
    stored: Object.hasOwn(record.files, name) ? record.files[name] : undefined,
  }
}

interface At {
  name: string
  folder: string
  source: InputSource
}

async function takeBlob(
  { blob, header }: Extract<Input, { header: PictureHeader }>, { name, folder, source }: At,
): Promise<Stored> {
  const { owner, blobs } = source
  checkHeader(header)
  const expected = pixelBytes(header)
  const received = await blobs.size(owner, blob)
  if (received !== expected) throw failure('BLOB_INCOMPLETE', { id: blob, expected, received })
  const file = `${INPUT_PREFIX}${name}`
  await link(blobs.file(owner, blob), path.join(folder, file))
  await takeProfile(header, folder, source)
  return { file, offset: 0, header }
}

async function takeProfile(header: PictureHeader, folder: string, { owner, blobs }: InputSource): Promise<void> {
  const { icc } = header.colour
  if (icc === undefined) return
  const bytes = await blobs.size(owner, icc)
  if (bytes > MAX_ICC_BYTES) throw failure('PICTURE_INVALID', { reason: `a colour profile of ${bytes} bytes` })
  await link(blobs.file(owner, icc), path.join(folder, iccFileName(icc)))
}

async function takeResult(input: Extract<Input, { result: string }>, { name, folder, source }: At): Promise<Stored> {
  const job = source.job(input.job)
  requireDone(job)
  const { entry, stored } = resultOf(job, input.result)
  if (entry?.kind !== 'picture' || !stored) throw failure('RESULT_MISSING', { id: job.id, name: input.result })
  const from = path.resolve(job.folder.path, stored.file)
  const file = `${INPUT_PREFIX}${name}${path.extname(from)}`
  await link(from, path.join(folder, file))
  const { icc } = entry.header.colour
  if (icc !== undefined) await link(path.join(job.folder.path, iccFileName(icc)), path.join(folder, iccFileName(icc)))
  return { file, offset: stored.offset, header: entry.header }
}

async function link(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    // Some file systems know no hard links.
    await fs.copyFile(from, to, fs.constants.COPYFILE_FICLONE)
  }
}
