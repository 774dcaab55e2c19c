import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { exifOrientation, withUprightExif } from '#helper/document/exif'
import { FileCursor } from '#helper/document/file-cursor'
import { profileName, profileSpace } from '#helper/document/icc'
import { packedBound, packRow, unpackRow } from '#helper/document/packbits'
import { channelRows } from '#helper/document/psd-rows'
import { jobOf, withJob, withUprightXmp } from '#helper/document/xmp'
import { newFolder } from './document-job'

describe('PackBits', () => {
  const pack = (row: Uint8Array): Uint8Array => {
    const packed = new Uint8Array(packedBound(row.length))
    return packed.subarray(0, packRow(row, { from: 0, length: row.length }, packed, 0))
  }

  test("Apple's own example (Technical Note TN1023)", () => {
    const row = Buffer.from('AAAAAA80002AAAAAAAAA80002A22AAAAAAAAAAAAAAAAAAAA', 'hex')
    expect(Buffer.from(pack(row)).toString('hex').toUpperCase()).toBe('FEAA0280002AFDAA0380002A22F7AA')
  })

  test.each([0, 1, 2, 3, 127, 128, 129, 130, 256, 257, 1000])('%i bytes, alike or not, come back', (length) => {
    for (const at of [() => 7, (i: number) => i * 31, (i: number) => i >> 1, (i: number) => (i % 7 < 4 ? 9 : i)]) {
      const row = Uint8Array.from({ length }, (_, i) => at(i))
      const packed = pack(row)
      const unpacked = new Uint8Array(length)
      expect(unpackRow(packed, unpacked)).toBe(true)
      expect([...unpacked]).toEqual([...row])
    }
  })

  test('too few and too many bytes are noticed', () => {
    const row = pack(Uint8Array.from({ length: 10 }, (_, i) => i))
    expect(unpackRow(row, new Uint8Array(9))).toBe(false)
    expect(unpackRow(row, new Uint8Array(11))).toBe(false)
    expect(unpackRow(row.subarray(0, 5), new Uint8Array(10))).toBe(false)
    expect(unpackRow(Uint8Array.of(200), new Uint8Array(10))).toBe(false)
  })
})

test.each([1, 2])('a deflated channel with prediction, %i bytes a sample', async (sampleBytes) => {
  const width = 5
  const height = 3
  const values = Array.from({ length: width * height }, (_, i) => (i * 40_000 + 77) % (sampleBytes === 1 ? 256 : 65_536))
  const bytes = Buffer.alloc(values.length * sampleBytes)
  values.forEach((value, i) => {
    const difference = i % width === 0 ? value : value - (values[i - 1] as number)
    bytes.writeUIntBE(difference & (sampleBytes === 1 ? 0xff : 0xffff), i * sampleBytes, sampleBytes)
  })
  const file = path.join(newFolder(), 'channel')
  fs.writeFileSync(file, Buffer.concat([Buffer.from([0, 3]), zlib.deflateSync(bytes)]))
  const descriptor = fs.openSync(file, 'r')
  const cursor = new FileCursor(file, descriptor, 0, fs.statSync(file).size)
  const rows = channelRows(cursor, { height, rowBytes: width * sampleBytes, sampleBytes, isLarge: false })
  const read = Buffer.concat([await rows.next(1), await rows.next(2)])
  rows.close()
  fs.closeSync(descriptor)
  expect(values.map((_, i) => read.readUIntBE(i * sampleBytes, sampleBytes))).toEqual(values)
})

describe('EXIF orientation', () => {
  const block = (order: 'II' | 'MM'): Buffer => Buffer.from(order === 'II'
    ? '49492a0008000000010012010300010000000600000000000000'
    : '4d4d002a0000000800010112000300000001000600000000000000', 'hex')

  test.each(['II', 'MM'] as const)('%s: read, and reset in a copy', (order) => {
    const exif = block(order)
    expect(exifOrientation(exif)).toBe(6)
    const upright = withUprightExif(exif)
    expect(exifOrientation(upright)).toBe(1)
    expect(exifOrientation(exif)).toBe(6)
    expect(upright.length).toBe(exif.length)
  })

  test('nonsense is upright', () => {
    for (const bytes of ['', '49492a00', '49492a00ffffffff', '00'.repeat(40)]) {
      expect(exifOrientation(Buffer.from(bytes, 'hex'))).toBe(1)
    }
  })
})

describe('ICC', () => {
  const profile = (space: string, tag: Buffer): Buffer => {
    const bytes = Buffer.alloc(144 + tag.length)
    bytes.write(space, 16, 'latin1')
    bytes.write('acsp', 36, 'latin1')
    bytes.writeUInt32BE(1, 128)
    bytes.write('desc', 132, 'latin1')
    bytes.writeUInt32BE(144, 136)
    bytes.writeUInt32BE(tag.length, 140)
    tag.copy(bytes, 144)
    return bytes
  }

  test('names of version 2 and version 4', () => {
    const v2 = Buffer.concat([Buffer.from('desc\0\0\0\0\0\0\0\x0aAdobe RGB\0', 'latin1'), Buffer.alloc(20)])
    expect(profileName(profile('RGB ', v2))).toBe('Adobe RGB')
    const records = 'deDE\0\0\0\x04\0\0\0\x28enUS\0\0\0\x06\0\0\0\x2c'
    const v4 = Buffer.concat([Buffer.from(`mluc\0\0\0\0\0\0\0\x02\0\0\0\x0c${records}`, 'latin1'),
      Buffer.from('\0N\0\xe4\0P\x003\0x', 'latin1')])
    expect(profileName(profile('RGB ', v4))).toBe('P3x')
    expect(profileSpace(profile('GRAY', v2))).toBe('GRAY')
  })

  test('what is no profile has no space, and what has no name says so', () => {
    expect(profileSpace(Buffer.alloc(200))).toBeUndefined()
    expect(profileSpace(Buffer.alloc(3))).toBeUndefined()
    expect(profileName(profile('RGB ', Buffer.from('mluc')))).toBe('unnamed profile')
    expect(profileName(profile('RGB ', Buffer.concat([Buffer.from('mluc'), Buffer.alloc(40, 255)])))).toBe('unnamed profile')
  })
})

describe('XMP', () => {
  test('the job goes into a new packet and comes out again', () => {
    const job = JSON.stringify({ a: '<b> & "c" ü 主' })
    expect(jobOf(withJob(undefined, job))).toBe(job)
    expect(jobOf(withJob(Buffer.from('not XML'), job))).toBe(job)
  })

  test('a packet of 4 MB of brackets takes no time to speak of', () => {
    const hostile = Buffer.from(`${'<rdf:Description '.repeat(250_000)}</rdf:RDF>`)
    expect(jobOf(withJob(hostile, '{}'))).toBe('{}')
  })

  test('orientation is reset as an attribute and as an element; what is upright stays the same bytes', () => {
    expect(withUprightXmp(Buffer.from("<a tiff:Orientation='8'/>")).toString()).toBe("<a tiff:Orientation='1'/>")
    expect(withUprightXmp(Buffer.from('<tiff:Orientation>6</tiff:Orientation>')).toString())
      .toBe('<tiff:Orientation>1</tiff:Orientation>')
    const upright = Buffer.from('<a tiff:Orientation="1"/>')
    expect(withUprightXmp(upright)).toBe(upright)
  })
})
