import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'

interface ZipEntry {
  name: string
  bytes: Buffer
}

/** The files of a zip by its central directory, each checked by its sum; not for zips of strangers. */
export function readZip(file: string): ZipEntry[] {
  const zip = readFileSync(file)
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const entries: ZipEntry[] = []
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, sum, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20)]
    const [nameLength, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const body = zip.subarray(start, start + packed)
    const bytes = method === 0 ? Buffer.from(body) : inflateRawSync(body)
    if (crc32(bytes) !== sum) throw new Error(`${name} is damaged`)
    entries.push({ name, bytes })
    at += 46 + nameLength + extra + comment
  }
  return entries
}

export function unzip(file: string, folder: string): string[] {
  const entries = readZip(file)
  for (const { name, bytes } of entries) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  return entries.map(({ name }) => name)
}
