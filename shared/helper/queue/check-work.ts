import * as fs from 'node:fs'
import * as path from 'node:path'
import { failure, pixelBytes, type ResultEntry } from '#protocol'
import type { WorkDone } from '#helper/engine/messages'

/**
 * Believes a worker's result only where the bytes are really there.
 * @returns the same work, its files relative to the job's folder
 * @throws OUTPUT_INVALID
 */
export function checkWork(work: WorkDone, folder: string): WorkDone {
  const results: WorkDone['results'] = {}
  for (const [name, { entry, file, offset }] of Object.entries(work.results)) {
    const problem = findProblem(entry, { folder, file, offset: offset ?? 0 })
    if (problem) throw failure('OUTPUT_INVALID', { provider: work.provider ?? 'none', reason: `result "${name}" ${problem}` })
    const place = file === undefined ? {} : { file: path.relative(folder, path.resolve(folder, file)), offset: offset ?? 0 }
    results[name] = { entry, ...place }
  }
  return { ...work, results }
}

interface Place {
  folder: string
  file: string | undefined
  offset: number
}

function findProblem(entry: ResultEntry, place: Place): string | undefined {
  if (entry.kind === 'file' && place.file === undefined) return fileProblem(entry)
  if (place.file === undefined) return 'has no file'
  const way = path.relative(place.folder, path.resolve(place.folder, place.file))
  if (way.startsWith('..') || path.isAbsolute(way)) return 'lies outside its job'
  if (entry.kind === 'picture' && entry.bytes !== pixelBytes(entry.header)) return 'has a size that its header contradicts'
  const size = fs.statSync(path.join(place.folder, way), { throwIfNoEntry: false })?.size ?? 0
  if (entry.kind === 'file') return size === entry.bytes ? undefined : 'is not the file it says'
  return size < place.offset + entry.bytes ? 'is not whole' : undefined
}

function fileProblem(entry: Extract<ResultEntry, { kind: 'file' }>): string | undefined {
  return sizeOf(entry.path) === entry.bytes ? undefined : 'is not the file it says'
}

/** A clip may be a folder of pictures: their sizes together. */
function sizeOf(file: string): number | undefined {
  const found = fs.statSync(file, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.size
  return fs.readdirSync(file).reduce((sum, name) => sum + fs.statSync(path.join(file, name)).size, 0)
}
