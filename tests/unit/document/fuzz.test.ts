import fs from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { FirstpassError, plainHeader } from '#protocol'
import { newFolder, openFile, rawPicture, saveFile } from './document-job'

const seed = Number(process.env.FIRSTPASS_SEED ?? 20_240_607)

/** mulberry32: small, and the same everywhere. */
function randomFrom(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A few bytes changed, anywhere or in the first 200 where lengths and sizes stand; sometimes cut, sometimes grown. */
function damage(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes)
  const changes = 1 + Math.floor(random() * 6)
  for (let i = 0; i < changes; i++) {
    const span = random() < 0.5 ? Math.min(200, copy.length) : copy.length
    const values = [0, 255, 127, 128, Math.floor(random() * 256)]
    copy[4 + Math.floor(random() * (span - 4))] = values[Math.floor(random() * 5)] as number
  }
  if (random() < 0.15) return copy.subarray(0, 5 + Math.floor(random() * (copy.length - 5)))
  return copy
}

const sources: Record<string, () => Promise<Buffer>> = {
  jpg: async () => await noise().jpeg().toBuffer(),
  png: async () => await noise().png().toBuffer(),
  tif: async () => await noise().tiff({ compression: 'lzw' }).toBuffer(),
  webp: async () => await noise().webp().toBuffer(),
  avif: async () => await noise().avif({ effort: 0 }).toBuffer(),
  psd: async () => await layered('u8', 'a.psd'),
  'deep.psd': async () => await layered('u16', 'a.psd'),
  psb: async () => await layered('u8', 'a.psb'),
}

function noise(): sharp.Sharp {
  const random = randomFrom(seed)
  const samples = Buffer.from(Array.from({ length: 48 * 32 * 3 }, () => Math.floor(random() * 256)))
  return sharp(samples, { raw: { width: 48, height: 32, channels: 3 } }).withMetadata({ orientation: 6 })
}

async function layered(sample: 'u8' | 'u16', name: string): Promise<Buffer> {
  const size = { width: 48, height: 32 }
  const p = rawPicture(plainHeader(size, 'rgb-alpha', sample), (x, y, channel) => (x * y + channel * 50) % 256)
  const m = rawPicture(plainHeader(size, 'gray', sample), (x) => x)
  const layers = [{ name: 'A', picture: 'p' }, { name: 'B', picture: 'p', mask: 'm' }]
  return fs.readFileSync((await saveFile({ path: name, layers }, { p, m })).path)
}

test.each(Object.keys(sources))('damaged %s files: a coded error or a picture, never anything else', async (kind) => {
  const whole = await (sources[kind] as () => Promise<Buffer>)()
  const random = randomFrom(seed + kind.length)
  let refused = 0
  for (let round = 0; round < 40; round++) {
    const file = path.join(newFolder(), `a.${kind}`)
    fs.writeFileSync(file, damage(whole, random))
    const layer = random() < 0.5 && kind.startsWith('ps') ? { layer: 'B' } : {}
    const outcome = await openFile(file, layer).then((opened) => opened, (error: unknown) => error)
    if (outcome instanceof Error) {
      refused++
      if (!(outcome instanceof FirstpassError) || outcome.code === 'INTERNAL_ERROR') {
        throw new Error(`seed ${seed}, ${kind}, round ${round}: ${outcome.stack}`)
      }
    }
  }
  expect(refused).toBeGreaterThan(0)
})
