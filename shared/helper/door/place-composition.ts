import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { type CompositionOrder, failure, type MadeComposition } from '#protocol'
import { writeComposition } from './composition-text'

/** `frame_000048.png`. */
const NUMBERED = /^(.*?)(\d{1,9})\.png$/i

/**
 * Writes a composition among the pictures of an order, under a new name.
 * @throws PATH_FORBIDDEN, FILE_MISSING, FILE_UNREADABLE where those are not the pictures it says, OUTPUT_UNWRITABLE
 */
export async function placeComposition({ folder, ...order }: CompositionOrder): Promise<MadeComposition> {
  const reason = !path.isAbsolute(folder) ? 'it is not absolute' : /\0|(^|[\\/])\.\.([\\/]|$)/.test(folder) ? 'it climbs' : undefined
  if (reason !== undefined) throw failure('PATH_FORBIDDEN', { path: folder.replaceAll('\0', '\\0'), reason })
  const { first, number } = await findPictures(folder, order.frames)
  const text = writeComposition({ ...order, file: first, number })
  const file = path.join(folder, `firstpass-${randomBytes(4).toString('hex')}.comp`)
  await fs.writeFile(file, text, { flag: 'wx' }).catch((thrown: unknown) => {
    throw failure('OUTPUT_UNWRITABLE', { path: file, reason: reasonOf(thrown) }, thrown)
  })
  return { path: file, first }
}

/** The first of as many pictures, numbered without a gap. */
async function findPictures(folder: string, frames: number): Promise<{ first: string; number: number }> {
  const names = await fs.readdir(folder).catch((thrown: unknown) => {
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
    throw isMissing ? failure('FILE_MISSING', { path: folder }, thrown)
      : failure('FILE_UNREADABLE', { path: folder, reason: reasonOf(thrown) }, thrown)
  })
  const pictures = names.flatMap((name) => {
    const [, stem, digits] = NUMBERED.exec(name) ?? []
    return stem === undefined || digits === undefined ? [] : [{ name, stem, digits: digits.length, number: Number(digits) }]
  }).sort((a, b) => a.number - b.number)
  const [first] = pictures
  const isOneRow = pictures.every(({ stem, digits, number }, at) =>
    stem === first?.stem && digits === first.digits && number === first.number + at)
  if (!first || pictures.length !== frames || !isOneRow) {
    throw failure('FILE_UNREADABLE', { path: folder, reason: `it holds no row of ${frames} numbered pictures` })
  }
  return { first: path.join(folder, first.name), number: first.number }
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
