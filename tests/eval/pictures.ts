import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { NotRun } from './section'

/** Interleaved RGB on 0..255. */
export interface EvalPicture {
  name: string
  width: number
  height: number
  data: Uint8Array
}

/** The PNG and BMP pictures of a folder, by name. @throws NotRun where there are none */
export async function readPictures(folder: string): Promise<EvalPicture[]> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(png|bmp)$/.test(name)).sort() : []
  if (names.length === 0) throw new NotRun(`no pictures in ${folder} (--data FOLDER names another place)`)
  return Promise.all(names.map((name) => readPicture(join(folder, name), name)))
}

/** A picture file in sRGB without its alpha; `widthPx` reduces it (Lanczos), so that its own noise is gone. */
export async function readPicture(file: string, name: string, widthPx?: number): Promise<EvalPicture> {
  if (name.endsWith('.bmp')) return { name, ...readBitmap(readFileSync(file)) }
  const source = sharp(file).removeAlpha().toColourspace('srgb')
  const reduced = widthPx === undefined ? source : source.resize(widthPx)
  const { data, info } = await reduced.raw().toBuffer({ resolveWithObject: true })
  return { name, width: info.width, height: info.height, data: new Uint8Array(data) }
}

/** Windows' bitmap as Set5 has it: 24 bit, not packed, rows from below; sharp reads none. */
function readBitmap(file: Buffer): Omit<EvalPicture, 'name'> {
  const start = file.readUInt32LE(10)
  const [width, height] = [file.readInt32LE(18), file.readInt32LE(22)]
  if (file.readUInt16LE(28) !== 24 || file.readUInt32LE(30) !== 0 || height < 0) throw new NotRun('a bitmap of another kind')
  const rowBytes = Math.ceil((width * 3) / 4) * 4
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const row = start + (height - 1 - y) * rowBytes
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = file[row + x * 3 + 2 - c] as number
    }
  }
  return { width, height, data }
}
