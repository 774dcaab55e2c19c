/**
 * RGB as a PNG in a data URL, stored and not packed: the one way to show pixels that UXP and browsers share, since UXP's
 * canvas can't draw pictures and its images show no gray ones.
 * @param rgb 8 bits, interleaved
 */
export function pngUrl(rgb: Uint8Array, { width, height }: { width: number; height: number }): string {
  const rows = new Uint8Array(height * (1 + width * 3))
  for (let row = 0; row < height; row++) rows.set(rgb.subarray(row * width * 3, (row + 1) * width * 3), row * (1 + width * 3) + 1)
  const head = new Uint8Array(13)
  const view = new DataView(head.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  head.set([8, 2], 8)
  const parts = [Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), chunk('IHDR', head), chunk('IDAT', store(rows)), chunk('IEND')]
  return `data:image/png;base64,${base64(join(parts))}`
}

const LARGEST_STORED = 65_535

/** A zlib stream (RFC 1950) of blocks that are not packed (RFC 1951, 3.2.4). */
function store(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)]
  for (let at = 0; at < bytes.length; at += LARGEST_STORED) {
    const part = bytes.subarray(at, at + LARGEST_STORED)
    const isLast = at + part.length === bytes.length ? 1 : 0
    parts.push(Uint8Array.of(isLast, part.length, part.length >> 8, ~part.length, ~part.length >> 8), part)
  }
  return join([...parts, uint32(adler32(bytes))])
}

function chunk(type: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const named = join([Uint8Array.from(type, (sign) => sign.charCodeAt(0)), data])
  return join([uint32(data.length), named, uint32(crc32(named))])
}

/** Sums of this many bytes stay below 2^32 (RFC 1950, 8.2). */
const ADLER_RUN = 3800

function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  for (let from = 0; from < bytes.length; from += ADLER_RUN) {
    const to = Math.min(bytes.length, from + ADLER_RUN)
    for (let at = from; at < to; at++) {
      a += bytes[at] as number
      b += a
    }
    a %= 65_521
    b %= 65_521
  }
  return b * 65_536 + a
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (let at = 0; at < bytes.length; at++) crc = (table[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const signs = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (sign) => sign.charCodeAt(0))
const PADDING = 61

/** Of as many bytes at once as arguments fit into a call; a multiple of 3. */
const BASE64_RUN = 24 * 1024

/** Not every runtime has `btoa`, and none takes bytes. */
function base64(bytes: Uint8Array): string {
  const parts: string[] = []
  const room = new Uint8Array(BASE64_RUN / 3 * 4)
  for (let from = 0; from < bytes.length; from += BASE64_RUN) {
    const end = Math.min(bytes.length, from + BASE64_RUN)
    let to = 0
    for (let at = from; at < end; at += 3, to += 4) {
      const word = (bytes[at] as number) << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0)
      room[to] = signs[word >> 18] as number
      room[to + 1] = signs[word >> 12 & 63] as number
      room[to + 2] = at + 1 < end ? signs[word >> 6 & 63] as number : PADDING
      room[to + 3] = at + 2 < end ? signs[word & 63] as number : PADDING
    }
    // As arguments: a spread would be iterated, which takes five times as long.
    parts.push(String.fromCharCode.apply(null, room.subarray(0, to) as unknown as number[]))
  }
  return parts.join('')
}
