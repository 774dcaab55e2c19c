import { createHash, type Hash } from 'node:crypto'
import fs from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'

export interface Measured {
  bytes: number
  /** Of a folder: of the lines `SHA256  NAME`, as `sha256sum *` prints them in the order of the names. */
  sha256: string
}

/** Makes a file, or a folder's files, last over a power cut, and measures it. */
export async function settleFile(file: string): Promise<Measured> {
  const isFolder = fs.statSync(file).isDirectory()
  const files = isFolder ? fs.readdirSync(file).map((name) => path.join(file, name)) : [file]
  for (const each of files) await settle(each)
  if (isFolder) syncFolder(file)
  return measureFile(file)
}

/** A slow disk may take minutes; nobody waits beside it. */
async function settle(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** @param onBytes called with all bytes read so far; throws to stop */
export async function measureFile(file: string, onBytes: (bytes: number) => void = () => undefined): Promise<Measured> {
  if (!fs.statSync(file).isDirectory()) return digest(file, onBytes)
  const all = createHash('sha256')
  let bytes = 0
  for (const name of fs.readdirSync(file).sort()) {
    const before = bytes
    const one = await digest(path.join(file, name), (read) => onBytes(before + read))
    all.update(`${one.sha256}  ${name}\n`)
    bytes += one.bytes
  }
  return { bytes, sha256: all.digest('hex') }
}

async function digest(file: string, onBytes: (bytes: number) => void): Promise<Measured> {
  const hash: Hash = createHash('sha256')
  let bytes = 0
  for await (const part of fs.createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    hash.update(part)
    bytes += part.length
    onBytes(bytes)
  }
  return { bytes, sha256: hash.digest('hex') }
}

export function syncPath(file: string): void {
  const descriptor = fs.openSync(file, 'r+')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Makes new names last. Windows can't open folders, and does not need it; some network disks refuse. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  try {
    const descriptor = fs.openSync(folder, 'r')
    try {
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
  } catch {
    // The files themselves are synced.
  }
}
