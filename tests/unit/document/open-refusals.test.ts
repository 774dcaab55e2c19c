import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import sharp from 'sharp'
import { type FirstpassError, plainHeader } from '#protocol'
import { openTask } from '#helper/document/open'
import { PNG_SIGNATURE, pngChunk } from '../../support/png-chunk'
import { contextFor, newFolder, openFile, rawPicture, saveFile } from './document-job'

const inFolder = (name: string, content: Uint8Array | string): string => {
  const file = path.join(newFolder(), name)
  fs.writeFileSync(file, content)
  return file
}

const photograph = async (): Promise<Buffer> => {
  const samples = Buffer.alloc(200 * 150 * 3)
  for (let i = 0; i < samples.length; i++) samples[i] = (i * 31 + (i >> 7) * 17) % 256
  return await sharp(samples, { raw: { width: 200, height: 150, channels: 3 } }).jpeg().toBuffer()
}

async function expectRefusal(file: string, code: string, layer?: string): Promise<FirstpassError> {
  const refusal = await openFile(file, layer === undefined ? {} : { layer }).then(() => undefined, (error: unknown) => error)
  expect(refusal).toMatchObject({ code })
  return refusal as FirstpassError
}

function pngClaiming(width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0])
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', header), pngChunk('IDAT', zlib.deflateSync(Buffer.alloc(1000))),
    pngChunk('IEND', Buffer.alloc(0))])
}

test('0 bytes', async () => { await expectRefusal(inFolder('a.jpg', ''), 'FILE_EMPTY') })

test('text named .jpg', async () => {
  const refusal = await expectRefusal(inFolder('a.jpg', 'not a picture at all\n'), 'FILE_UNSUPPORTED')
  expect(refusal.data.reason).toBe('its content is text')
})

test('an SVG, a GIF and a PDF never reach a decoder', async () => {
  for (const content of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a......', '%PDF-1.7']) {
    await expectRefusal(inFolder('a.png', content), 'FILE_UNSUPPORTED')
  }
})

test('a truncated JPEG, and one with its middle gone', async () => {
  const whole = await photograph()
  await expectRefusal(inFolder('a.jpg', whole.subarray(0, Math.floor(whole.length * 0.6))), 'FILE_UNREADABLE')
  await expectRefusal(inFolder('b.jpg', whole.subarray(0, 3)), 'FILE_UNREADABLE')
})

test('a truncated PNG, TIFF, WebP and AVIF', async () => {
  const source = sharp(await photograph())
  for (const format of ['png', 'tiff', 'webp', 'avif'] as const) {
    const whole = await source.clone().toFormat(format).toBuffer()
    await expectRefusal(inFolder(`a.${format}`, whole.subarray(0, Math.floor(whole.length / 2))), 'FILE_UNREADABLE')
  }
})

test('a PNG that claims 100,000 x 100,000 pixels is refused by its claim', async () => {
  const refusal = await expectRefusal(inFolder('a.png', pngClaiming(100_000, 100_000)), 'PICTURE_TOO_LARGE')
  expect(refusal.data.size).toBe('100000 x 100000')
})

test('a side past 300,000', async () => {
  await expectRefusal(inFolder('a.png', pngClaiming(300_001, 1)), 'PICTURE_TOO_LARGE')
})

test('CMYK and Lab', async () => {
  const cmyk = await sharp(await photograph()).toColourspace('cmyk').jpeg().toBuffer()
  await expectRefusal(inFolder('a.jpg', cmyk), 'COLOUR_UNSUPPORTED')
  const lab = await sharp(await photograph()).toColourspace('lab').tiff({ compression: 'lzw' }).toBuffer()
  await expectRefusal(inFolder('a.tif', lab), 'COLOUR_UNSUPPORTED')
})

test('a missing file, a folder, a link, a device and a FIFO', async () => {
  const folder = newFolder()
  await expectRefusal(path.join(folder, 'none.jpg'), 'FILE_MISSING')
  await expectRefusal(path.join(inFolder('file', 'x'), 'inside.jpg'), 'FILE_MISSING')
  await expectRefusal(folder, 'PATH_FORBIDDEN')
  if (process.platform === 'win32') return
  const link = path.join(folder, 'link.jpg')
  fs.symlinkSync(inFolder('a.jpg', await photograph()), link)
  await expectRefusal(link, 'PATH_FORBIDDEN')
  await expectRefusal('/dev/zero', 'PATH_FORBIDDEN')
  const fifo = path.join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  await expectRefusal(fifo, 'PATH_FORBIDDEN')
})

test('a path that is relative, or holds a NUL', async () => {
  await expectRefusal('a.jpg', 'PATH_FORBIDDEN')
  await expectRefusal('/tmp/a\0.jpg', 'PATH_FORBIDDEN')
})

test('a folder for the job that has gone is no crash', async () => {
  const context = contextFor()
  fs.rmSync(context.order.folder, { recursive: true })
  await expect(openTask(context, { path: inFolder('a.jpg', await photograph()) })).rejects.toThrow()
})

describe('PSD', () => {
  const size = { width: 20, height: 10 }
  const saved = async (): Promise<Buffer> => {
    const p = rawPicture(plainHeader(size, 'rgb', 'u8'), (x, y, channel) => x * 9 + y + channel)
    const layers = [{ name: 'Photo', picture: 'p' }, { name: 'Top', picture: 'p' }]
    return fs.readFileSync((await saveFile({ path: 'a.psd', layers }, { p })).path)
  }
  const changed = async (at: number, value: number): Promise<string> => {
    const bytes = await saved()
    bytes.writeUInt16BE(value, at)
    return inFolder('a.psd', bytes)
  }

  test('its layers are named where one is missing', async () => {
    const refusal = await expectRefusal(inFolder('a.psd', await saved()), 'LAYER_MISSING', 'Nobody')
    expect(refusal.data.names).toBe('Photo, Top')
  })

  test('CMYK, Lab and indexed colour; 32 bits; a version 3', async () => {
    for (const mode of [4, 9, 2]) await expectRefusal(await changed(24, mode), 'COLOUR_UNSUPPORTED')
    await expectRefusal(await changed(22, 32), 'FILE_UNSUPPORTED')
    await expectRefusal(await changed(4, 3), 'FILE_UNSUPPORTED')
  })

  test('one without a merged picture asks for a layer', async () => {
    const bytes = await saved()
    bytes[bytes.indexOf(Buffer.from([0x38, 0x42, 0x49, 0x4d, 0x04, 0x21])) + 16] = 0
    const file = inFolder('a.psd', bytes)
    const refusal = await expectRefusal(file, 'FILE_UNREADABLE')
    expect(refusal.data.reason).toMatch(/Maximize Compatibility/)
    expect((await openFile(file, { layer: 'Top' })).picture.header).toMatchObject(size)
  })

  test('cut anywhere, it is refused', async () => {
    const bytes = await saved()
    for (let length = 4; length < bytes.length; length += 37) {
      await expectRefusal(inFolder('a.psd', bytes.subarray(0, length)), 'FILE_UNREADABLE')
    }
  })
})
